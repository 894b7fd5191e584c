@echo off
rem Starts Originwall on Java 17 or newer: JAVA_HOME's, else the one on the PATH.
rem ORIGINWALL_JAVA_OPTS is appended to the options of the JVM, so it has the last word.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "ORIGINWALL_HOME=%%~fI"
if not defined JAVA_HOME goto look
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto found
echo originwall: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe: point it at a Java of version 17 or newer, or unset it 1>&2
exit /b 69

:look
set "JAVA="
for %%I in (java.exe) do set "JAVA=%%~$PATH:I"
if defined JAVA goto found
echo originwall: no Java found: install version 17 or newer, or set JAVA_HOME 1>&2
exit /b 69

:found
rem An older one would only say that it does not know these options. Some do not tell their version; those are tried.
set VERSION="17"
for %%I in ("%JAVA%\..\..\release") do set "RELEASE=%%~fI"
if not exist "%RELEASE%" goto known
for /f "usebackq tokens=1,2 delims==" %%K in ("%RELEASE%") do if "%%K"=="JAVA_VERSION" set VERSION=%%L
for /f "delims=." %%V in (%VERSION%) do set VERSION=%%V
if %VERSION% geq 17 goto known
echo originwall: %JAVA% is Java %VERSION%: install version 17 or newer, or set JAVA_HOME to one 1>&2
exit /b 69

:known
set AGENTS=0
for /f "delims=" %%I in ('dir /b "%ORIGINWALL_HOME%\lib\originwall-agent-*.jar"') do set /a AGENTS+=1
if %AGENTS% gtr 1 goto two
set "JARS=%ORIGINWALL_HOME%\lib\*"
for /d %%D in ("%ORIGINWALL_HOME%\lib\*") do if exist "%%~D\addon" call set "JARS=%%JARS%%;%%~D\*"
"%JAVA%" -Xlog:disable -XX:+DisplayVMOutputToStderr -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms8m -Xmx128m -Xss512k %ORIGINWALL_JAVA_OPTS% -cp "%JARS%" io.originwall.agent.cli.Main %*
exit /b %ERRORLEVEL%

:two
echo originwall: two versions or more lie in %ORIGINWALL_HOME%\lib, and the old one could run: unpack into an empty directory 1>&2
exit /b 69
