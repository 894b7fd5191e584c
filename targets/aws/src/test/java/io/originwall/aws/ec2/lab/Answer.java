package io.originwall.aws.ec2.lab;

import java.util.Map;

/** What a service answers. */
record Answer(int status, String type, String body) {
    private static final String XML = "text/xml;charset=UTF-8";
    private static final String JSON = "application/x-amz-json-1.1";
    private static final String REQUEST = "00000000-0000-0000-0000-000000000000";

    static Answer xml(String body) {
        return new Answer(200, XML, body);
    }

    static Answer json(String body) {
        return new Answer(200, JSON, body);
    }

    /** An error as the service words it. */
    static Answer error(Call call, int status, String code, String message) {
        String error = "<Error><Code>" + code + "</Code><Message>" + Xml.escape(message) + "</Message></Error>";
        return switch (call.service()) {
            case "ec2" ->
                new Answer(
                        status,
                        XML,
                        "<Response><Errors>" + error + "</Errors><RequestID>" + REQUEST + "</RequestID></Response>");
            case "sts" ->
                new Answer(
                        status,
                        XML,
                        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">" + error + "<RequestId>"
                                + REQUEST + "</RequestId></ErrorResponse>");
            default ->
                new Answer(
                        status,
                        JSON,
                        "{\"__type\":\"" + code + "Exception\",\"message\":\"" + message.replace("\"", "\\\"") + "\"}");
        };
    }

    /** The call is refused for what it says. */
    static Answer refusal(String code, String message) {
        return error(new Call("ec2", "", "", Map.of()), 400, code, message);
    }

    boolean isSuccess() {
        return status == 200;
    }
}
