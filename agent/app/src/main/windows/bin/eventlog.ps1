# For notifications.command: writes what the daemon tells into the Application event log, as source Originwall.
# It comes by stdin as one JSON document (docs/notification.schema.json). For Windows PowerShell 5.1.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$source = 'Originwall'
$utf8 = New-Object System.Text.UTF8Encoding $false
$stdin = New-Object System.IO.StreamReader -ArgumentList ([Console]::OpenStandardInput()), $utf8
$message = $stdin.ReadToEnd() | ConvertFrom-Json
# Only the first time, and only administrators and the system may.
if (-not [System.Diagnostics.EventLog]::SourceExists($source)) {
    [System.Diagnostics.EventLog]::CreateEventSource($source, 'Application')
}
foreach ($notice in @($message.notices)) {
    $type = 'Information'
    $id = 1
    if ($notice.state -ceq 'began' -or $notice.state -ceq 'lasts') {
        $type = 'Error'
        $id = 3
    } elseif ($notice.kind -ceq 'drift') {
        $type = 'Warning'
        $id = 2
    }
    $text = (@($notice.summary) + @($notice.details)) -join [Environment]::NewLine
    # The log takes 31,839 characters.
    if ($text.Length -gt 30000) {
        $text = $text.Substring(0, 30000)
    }
    [System.Diagnostics.EventLog]::WriteEntry($source, $text, $type, $id)
}
