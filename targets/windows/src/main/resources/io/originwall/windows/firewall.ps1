# The door to the Windows Firewall: one JSON request on stdin, one JSON answer on stdout. It decides nothing.
# For Windows PowerShell 5.1 and PowerShell 7. The whole text is one argument of powershell.exe, so there is no double
# quote in it, and ASCII only. What is data comes by stdin, as ASCII, and leaves as UTF-8.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Get-RuleData($rule) {
    [ordered]@{
        name = [string]$rule.Name
        group = [string]$rule.Grouping
        description = [string]$rule.Description
        enabled = [bool]$rule.Enabled
        direction = [int]$rule.Direction
        action = [int]$rule.Action
        protocol = [int]$rule.Protocol
        localPorts = [string]$rule.LocalPorts
        remotePorts = [string]$rule.RemotePorts
        localAddresses = [string]$rule.LocalAddresses
        remoteAddresses = [string]$rule.RemoteAddresses
        profiles = [int]$rule.Profiles
        application = [string]$rule.ApplicationName
        service = [string]$rule.ServiceName
        package = [string]$rule.LocalAppPackageId
        interfaces = @(@($rule.Interfaces) | Where-Object { $_ } | ForEach-Object { [string]$_ })
        interfaceTypes = [string]$rule.InterfaceTypes
        edgeTraversal = [int]$rule.EdgeTraversalOptions
        secureFlags = [int]$rule.SecureFlags
        localOwner = [string]$rule.LocalUserOwner
        localUsers = [string]$rule.LocalUserAuthorizedList
        remoteUsers = [string]$rule.RemoteUserAuthorizedList
        remoteMachines = [string]$rule.RemoteMachineAuthorizedList
    }
}

function Get-ProfileData($policy, $id) {
    [ordered]@{
        id = $id
        enabled = [bool]$policy.FirewallEnabled($id)
        inbound = [int]$policy.DefaultInboundAction($id)
        blockAll = [bool]$policy.BlockAllInboundTraffic($id)
        excluded = @(@($policy.ExcludedInterfaces($id)) | Where-Object { $_ } | ForEach-Object { [string]$_ })
    }
}

function Read-Firewall($policy, $request) {
    $rules = New-Object System.Collections.ArrayList
    $names = New-Object System.Collections.ArrayList
    foreach ($rule in $policy.Rules) {
        if ($request.all -or $rule.Grouping -ceq $request.group) {
            [void]$rules.Add((Get-RuleData $rule))
        } else {
            [void]$names.Add([string]$rule.Name)
        }
    }
    [ordered]@{
        ok = $true
        powershell = [string]$PSVersionTable.PSVersion
        currentProfiles = [int]$policy.CurrentProfileTypes
        modifyState = [int]$policy.LocalPolicyModifyState
        profiles = @(1, 2, 4 | ForEach-Object { Get-ProfileData $policy $_ })
        rules = $rules.ToArray()
        names = $names.ToArray()
    }
}

function Add-Rule($policy, $data) {
    $rule = New-Object -ComObject HNetCfg.FWRule
    $rule.Name = $data.name
    $rule.Grouping = $data.group
    $rule.Description = $data.description
    # Each property is checked as it is set, the ports against the protocol.
    $rule.Protocol = [int]$data.protocol
    $rule.LocalPorts = $data.localPorts
    $rule.RemoteAddresses = $data.remoteAddresses
    $rule.Direction = [int]$data.direction
    $rule.Action = [int]$data.action
    $rule.Profiles = [int]$data.profiles
    $rule.Enabled = [bool]$data.enabled
    $policy.Rules.Add($rule)
}

function Rename-Rule($policy, $group, $name, $to) {
    foreach ($rule in $policy.Rules) {
        if ($rule.Grouping -ceq $group -and $rule.Name -ceq $name) {
            $rule.Name = $to
            return
        }
    }
    throw 'there is no such rule in the group'
}

function Remove-Rule($policy, $group, $name) {
    # The firewall knows a rule by its name alone, which others may have too.
    $same = @($policy.Rules | Where-Object { $_.Name -eq $name })
    if (@($same | Where-Object { $_.Grouping -cne $group }).Count -gt 0) {
        throw 'a rule of another group has the same name'
    }
    if ($same.Count -gt 1) {
        throw 'more than one rule has this name'
    }
    $policy.Rules.Remove($name)
}

$done = 0
$doing = 'read the request'
$code = 0
try {
    $request = (@($input) -join [string][char]10) | ConvertFrom-Json
    $doing = 'open the firewall'
    $policy = New-Object -ComObject HNetCfg.FwPolicy2
    if ($request.op -ceq 'read') {
        $doing = 'read the rules'
        $answer = Read-Firewall $policy $request
    } elseif ($request.op -ceq 'write') {
        foreach ($step in @($request.steps)) {
            $doing = $step.op + ' rule ' + $step.name
            if ($step.op -ceq 'add') {
                Add-Rule $policy $step
            } elseif ($step.op -ceq 'rename') {
                Rename-Rule $policy $request.group $step.name $step.to
            } elseif ($step.op -ceq 'remove') {
                Remove-Rule $policy $request.group $step.name
            } else {
                throw 'unknown step'
            }
            $done++
        }
        $answer = [ordered]@{ ok = $true; done = $done }
    } else {
        throw 'unknown operation'
    }
} catch {
    $cause = $_.Exception.GetBaseException()
    $code = 1
    $answer = [ordered]@{
        ok = $false
        done = $done
        doing = $doing
        hresult = '0x{0:X8}' -f $cause.HResult
        message = [string]$cause.Message
    }
}
$json = ConvertTo-Json -InputObject $answer -Depth 6 -Compress
$bytes = (New-Object System.Text.UTF8Encoding $false).GetBytes($json)
$stdout = [Console]::OpenStandardOutput()
$stdout.Write($bytes, 0, $bytes.Length)
$stdout.Flush()
exit $code
