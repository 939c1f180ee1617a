package io.claviger.keys.instance.edge;

import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.instance.rules.InstanceMark;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the list of instances is wanted, as the resource controller has it: at most {@code limit}, from where the
 * {@code next_url} of the former part begins.
 */
record InstancePage(int limit, @Nullable InstanceMark after) {

    /** Also what is shown when nobody names a limit. */
    private static final int LARGEST = 1000;

    static InstancePage of(@Nullable String limit, @Nullable String start) {
        return new InstancePage(
                limit == null ? LARGEST : number(limit),
                start == null
                        ? null
                        : InstanceMark.parse(start)
                                .orElseThrow(() -> refused("start", "is not that of any next_url that was given out")));
    }

    /** Where the next part is, after the last one shown. */
    String next(@Nullable String accountId, Instance last) {
        String account = accountId == null ? "" : "&account_id=" + URLEncoder.encode(accountId, StandardCharsets.UTF_8);
        return "/v2/resource_instances?start=" + InstanceMark.of(last) + "&limit=" + limit + account;
    }

    private static int number(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= LARGEST) {
                return number;
            }
        }
        throw refused("limit", "must be an integer from 1 to " + LARGEST);
    }

    private static ProblemException refused(String parameter, String rule) {
        return new ProblemException(Problem.query(parameter, "The query parameter '" + parameter + "' " + rule + "."));
    }
}
