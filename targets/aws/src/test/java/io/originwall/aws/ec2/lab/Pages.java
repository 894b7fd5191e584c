package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Answers in pages, with MaxResults and NextToken, and the limits of filters. The reference gives each action its own range for MaxResults, and
 * says that everything is answered at once where it is left out; that a request takes up to 200 values a filter (FilterLimitExceeded).
 */
final class Pages implements Layer {
    /** The least and the most that MaxResults may be. */
    private record Range(int least, int most) {}

    private static final Map<String, Range> RANGES = Map.of(
            "DescribeSecurityGroups", new Range(5, 1000),
            "DescribeSecurityGroupRules", new Range(5, 1000),
            "DescribeNetworkInterfaces", new Range(5, 1000),
            "DescribeRouteTables", new Range(5, 100),
            "DescribeManagedPrefixLists", new Range(1, 100),
            "GetManagedPrefixListEntries", new Range(1, 100));

    private static final int VALUES = 200;

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        for (int i = 1; i <= call.count("Filter"); i++) {
            if (call.list("Filter." + i + ".Value").size() > VALUES) {
                return Answer.refusal(
                        "FilterLimitExceeded", "The maximum number of filter values specified on a single call is 200");
            }
        }
        Optional<String> size = call.parameter("MaxResults");
        if (size.isEmpty() || !RANGES.containsKey(call.action())) {
            return next.pass(call);
        }
        Range range = RANGES.get(call.action());
        int most = Integer.parseInt(size.get());
        if (most < range.least() || most > range.most()) {
            return Answer.refusal(
                    "InvalidParameterValue",
                    "Value ( " + most + " ) for parameter maxResults is invalid. Expecting a value between "
                            + range.least() + " and " + range.most() + ".");
        }
        Answer all = next.pass(call);
        return all.isSuccess() ? page(all, start(call), most) : all;
    }

    private static int start(Call call) {
        return call.parameter("NextToken")
                .map(token -> Integer.parseInt(token.substring("page-".length())))
                .orElse(0);
    }

    private static Answer page(Answer all, int start, int most) throws IOException {
        Element root = Xml.parse(all.body());
        Optional<Element> set = Xml.children(root).stream()
                .filter(element -> element.getTagName().endsWith("Set")
                        || element.getTagName().endsWith("Info"))
                .findFirst();
        if (set.isEmpty()) {
            return all;
        }
        List<Element> items = Xml.children(set.get());
        for (int i = 0; i < items.size(); i++) {
            if (i < start || i >= start + most) {
                set.get().removeChild(items.get(i));
            }
        }
        if (start + most < items.size()) {
            Xml.set(root, "nextToken", "page-" + (start + most));
        }
        return Answer.xml(Xml.write(root));
    }
}
