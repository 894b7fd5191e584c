@echo off
rem Starts Originwall on Java 17 or newer: JAVA_HOME's, else the one on the PATH.
rem ORIGINWALL_JAVA_OPTS is appended to the options of the JVM, so it has the last word.
setlocal
for %%I in ("%~dp0..") do set "ORIGINWALL_HOME=%%~fI"
set "JAVA=java.exe"
if not defined JAVA_HOME goto look
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto start
echo originwall: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe: point it at a Java of version 17 or newer 1>&2
exit /b 69
:look
where /q java.exe && goto start
echo originwall: no Java found: install version 17 or newer, or set JAVA_HOME 1>&2
exit /b 69
:start
"%JAVA%" -Xlog:disable -XX:+DisplayVMOutputToStderr -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms8m -Xmx128m %ORIGINWALL_JAVA_OPTS% -cp "%ORIGINWALL_HOME%\lib\*" io.originwall.agent.cli.Main %*
exit /b %ERRORLEVEL%
