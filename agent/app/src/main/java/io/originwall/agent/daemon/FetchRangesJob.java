package io.originwall.agent.daemon;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Fetches the ranges when it is due: {@link RangesWorker}. Never beside itself. */
@DisallowConcurrentExecution
record FetchRangesJob(Runnable work) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
        work.run();
    }
}
