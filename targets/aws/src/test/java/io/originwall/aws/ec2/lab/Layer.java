package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.List;

/** One of the things that AWS does and moto does not: answers a call itself, or passes it on, and may change the call and the answer. */
interface Layer {
    Answer handle(Call call, Next next) throws IOException;

    /** What lies behind a layer: further layers, and moto in the end. */
    interface Next {
        Answer pass(Call call) throws IOException;
    }

    /** The layers in this order before what lies behind them. */
    static Next stack(List<Layer> layers, Next behind) {
        Next next = behind;
        for (int i = layers.size() - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            Next rest = next;
            next = call -> layer.handle(call, rest);
        }
        return next;
    }
}
