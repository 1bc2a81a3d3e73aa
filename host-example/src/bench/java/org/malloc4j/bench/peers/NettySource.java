package org.malloc4j.bench.peers;

import java.util.List;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.ContenderId;
import org.malloc4j.bench.ContenderSource;

/** Brings Netty's two allocators of direct buffers. */
public final class NettySource implements ContenderSource {
    private static final ContenderId POOLED = ContenderId.peer("netty-pooled");
    private static final ContenderId ADAPTIVE = ContenderId.peer("netty-adaptive");

    @Override
    public List<ContenderId> contenders() {
        return List.of(POOLED, ADAPTIVE);
    }

    /** What Netty asks for to be at its fastest: access to {@code Unsafe} and the JDK's internals; no leak detection. */
    @Override
    public List<String> jvmFlags(ContenderId id) {
        return List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Dio.netty.noUnsafe=false", "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dio.netty.leakDetection.level=disabled", "-Dio.netty.maxDirectMemory=8589934592",
                "-XX:MaxDirectMemorySize=8g");
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        return id.equals(POOLED) ? NettyContender.pooled() : NettyContender.adaptive();
    }
}
