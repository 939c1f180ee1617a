package io.claviger.local.frontdoor;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the door, held to the {@link Limits}. Where it is full, whoever has waited longest without asking for anything makes
 * room for the next, or whoever has owed a body longest; the same where a service's connections are all taken. So neither
 * connections that are only held open nor ones that come in masses keep others out for long.
 */
final class Visits {
    private static final AttributeKey<Visit> VISIT = AttributeKey.valueOf(Visits.class, "visit");

    private final Limits limits;
    private final CopyOnWriteArrayList<Entrance> entrances = new CopyOnWriteArrayList<>();
    private final Map<String, LongAdder> ended = new ConcurrentSkipListMap<>();

    Visits(Limits limits) {
        this.limits = limits;
    }

    /** Of one port. Probes come by another than clients, and find room there. */
    ChannelHandler entrance() {
        var entrance = new Entrance();
        entrances.add(entrance);
        return entrance;
    }

    void asks(HttpServerRequest request) {
        Visit visit = of(request);
        if (visit != null) {
            visit.asks(request, System.nanoTime());
        }
    }

    void handedOn(HttpServerRequest request, HttpClientRequest toService) {
        Visit visit = of(request);
        if (visit != null) {
            visit.handedOn(toService);
        }
    }

    void calls(HttpServerRequest request, Upstream upstream) {
        Visit visit = of(request);
        if (visit != null) {
            visit.calls(upstream);
        }
    }

    /** Where more call a service than there are places, one of those who owe a body loses its own. */
    void makeRoom(Upstream upstream, int places) {
        List<Visit> calling = entrances.stream()
                .flatMap(entrance -> entrance.inside.stream())
                .filter(visit -> visit.isCalling(upstream))
                .toList();
        Visit longest = calling.size() > places ? longest(calling, Visit::holdingSince) : null;
        if (longest != null) {
            longest.makeRoom();
            count("full");
        }
    }

    /** At all of them, each in its connection's own thread. */
    void look() {
        for (Entrance entrance : entrances) {
            for (Visit visit : entrance.inside) {
                if (visit.channel().isRegistered()) {
                    visit.channel().eventLoop().execute(() -> count(visit.look(System.nanoTime(), limits)));
                }
            }
        }
    }

    int connections() {
        return entrances.stream().mapToInt(entrance -> entrance.inside.size()).sum();
    }

    /** In Prometheus' text format. */
    String told() {
        var text = new StringBuilder();
        text.append("# TYPE claviger_front_door_connections gauge\nclaviger_front_door_connections %d\n"
                .formatted(connections()));
        text.append("# TYPE claviger_front_door_turned_out_total counter\n");
        ended.forEach((why, number) ->
                text.append("claviger_front_door_turned_out_total{why=\"%s\"} %d\n".formatted(why, number.sum())));
        return text.toString();
    }

    private void count(Visit.Verdict verdict) {
        switch (verdict) {
            case STAYS -> {}
            case IDLE, SLOW, SILENT -> count(verdict.name().toLowerCase(Locale.ROOT));
        }
    }

    private void count(String why) {
        ended.computeIfAbsent(why, first -> new LongAdder()).increment();
    }

    private static @Nullable Visit of(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().attr(VISIT).get();
    }

    private static @Nullable Visit longest(Collection<Visit> visits, Since since) {
        Visit longest = null;
        long first = 0;
        for (Visit visit : visits) {
            Long waiting = since.of(visit);
            if (waiting != null && (longest == null || waiting - first < 0)) {
                longest = visit;
                first = waiting;
            }
        }
        return longest;
    }

    private interface Since {
        @Nullable
        Long of(Visit visit);
    }

    /** Stands where a listening socket hands out connections. */
    private final class Entrance extends ChannelInboundHandlerAdapter {
        private final Set<Visit> inside = ConcurrentHashMap.newKeySet();

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            if (inside.size() >= limits.connections() && !madeRoom()) {
                count("full");
                channel.unsafe().closeForcibly();
                return;
            }
            var visit = new Visit(channel, System.nanoTime());
            channel.attr(VISIT).set(visit);
            inside.add(visit);
            channel.closeFuture().addListener(closed -> {
                inside.remove(visit);
                visit.left();
            });
            context.fireChannelRead(accepted);
        }

        private boolean madeRoom() {
            Visit longest = longest(inside, Visit::waitingSince);
            if (longest == null) {
                longest = longest(inside, Visit::owingSince);
            }
            if (longest == null) {
                return false;
            }
            inside.remove(longest);
            longest.channel().close();
            count("full");
            return true;
        }
    }
}
