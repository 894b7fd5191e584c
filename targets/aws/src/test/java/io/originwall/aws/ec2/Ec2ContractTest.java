package io.originwall.aws.ec2;

import io.originwall.api.AuditableContract;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.ProbeableContract;
import io.originwall.api.RestorableContract;
import io.originwall.api.Target;
import io.originwall.api.TargetContract;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.Address;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** The contract, kept by a security group of an EC2 that nobody here wrote. */
class Ec2ContractTest extends TargetContract implements AuditableContract, ProbeableContract, RestorableContract {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private String group = "";

    @Override
    protected Target createTarget() throws Exception {
        group = LAB.group("web");
        return settings().groups(group).target();
    }

    /** What the config says of the target but its group. */
    protected Ec2Targets.Settings settings() {
        return new Ec2Targets.Settings(LAB.endpoint());
    }

    /** The group of the target. */
    protected final String group() {
        return group;
    }

    @Override
    protected void plantForeign() {
        plant("ssh", "tcp", 22, 22, "0.0.0.0/0");
        plant("ssh", "tcp", 22, 22, "::/0");
        plant("office", "tcp", 443, 443, "192.0.2.0/24");
        plant("originwalls are fine", "tcp", 443, 443, "2001:db8::/48");
        plant("", "tcp", 80, 443, "10.0.0.0/8");
        plant("each other", "-1", -1, -1, group);
    }

    private void plant(String description, String protocol, int from, int to, String source) {
        Ec2Targets.plant(LAB, group, description, protocol, from, to, source);
    }

    @Override
    public String wholePlace() {
        return Ec2Targets.text(LAB, group);
    }

    @Override
    public String foreignThings() {
        return wholePlace()
                .lines()
                .filter(rule -> !rule.endsWith(" \"originwall web\""))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void drift() {
        SecurityGroupRule ours = LAB.rules(group).stream()
                .filter(rule -> "originwall web".equals(rule.description()))
                .findFirst()
                .orElseThrow();
        LAB.aws()
                .revokeSecurityGroupIngress(
                        request -> request.groupId(group).securityGroupRuleIds(ours.securityGroupRuleId()));
        plant("originwall web", "tcp", 443, 443, "198.51.100.0/24");
    }

    @Override
    protected Target withFailingWrites() throws Exception {
        Ec2Targets.WRITES.forEach(LAB.trouble()::deny);
        return settings().groups(group).target();
    }

    /** By the rules as the account has them, read by nothing of what is tested. */
    @Override
    public boolean letsIn(Address from, Port to) {
        return LAB.rules(group).stream()
                .filter(rule -> rule.ipProtocol().equals("-1")
                        || (rule.ipProtocol().equals(to.protocol().toString())
                                && rule.fromPort() <= to.number()
                                && to.number() <= rule.toPort()))
                .flatMap(rule -> Stream.of(rule.cidrIpv4(), rule.cidrIpv6()))
                .anyMatch(block -> block != null && Cidr.parse(block).contains(from));
    }

    @Override
    public boolean counts() {
        return false;
    }

    @Override
    public boolean undoesTrials() {
        return false;
    }

    @Override
    public boolean deniesByItself() {
        return true;
    }

    @Override
    public boolean canEnforce(Guard guard) {
        return guard.mode() == Mode.ENFORCE && guard.denyWith() == DenyWith.DROP;
    }
}
