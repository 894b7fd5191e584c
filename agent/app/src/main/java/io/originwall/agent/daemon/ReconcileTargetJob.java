package io.originwall.agent.daemon;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Brings one target to its wanted guard: {@link TargetWorker}. Never beside itself. */
@DisallowConcurrentExecution
record ReconcileTargetJob(Runnable work) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
        work.run();
    }
}
