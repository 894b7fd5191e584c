package io.originwall.aws.ec2;

/** What somebody is to be allowed. */
public enum PolicyTask {
    /** To keep the target in sync, and to look at it. */
    SYNC("sync"),
    /** To look at the target, and to change nothing. */
    PLAN("plan"),
    /** {@link CloudAccount#createGroup}. */
    CREATE_GROUP("create-group"),
    /** {@link CloudAccount#rollback}. */
    ROLLBACK("rollback");

    private final String command;

    PolicyTask(String command) {
        this.command = command;
    }

    /** The command that does it. */
    @Override
    public String toString() {
        return command;
    }
}
