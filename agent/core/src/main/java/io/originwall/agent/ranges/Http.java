package io.originwall.agent.ranges;

import java.net.URI;

/** Gets a document, or says why not. */
interface Http {
    /**
     * One GET, with whatever retries there are.
     *
     * @param known makes the request conditional; {@link Validators#NONE} asks for the body in any case
     */
    FeedResult get(URI url, Validators known) throws FetchException;
}
