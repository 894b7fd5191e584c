package io.originwall.agent.daemon;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** What else the daemon does on its schedule: reads the config again when asked, and feels its own pulse. Never beside itself. */
@DisallowConcurrentExecution
record DaemonJob(Runnable work) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
        work.run();
    }
}
