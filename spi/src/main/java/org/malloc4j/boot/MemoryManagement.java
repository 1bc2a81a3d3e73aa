package org.malloc4j.boot;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.MemoryMXBean;
import org.malloc4j.management.Message;
import org.malloc4j.spi.Retiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One memory as JMX shows it, registered from boot to close. Where nobody in this JVM used JMX before, making its server
 * takes longer than everything else a boot does, so another thread does it.
 */
final class MemoryManagement extends NotificationBroadcasterSupport implements MemoryMXBean {
    private static final Logger LOGGER = LoggerFactory.getLogger(MemoryManagement.class);
    private static final String SPECIAL = ",=:\"*?\n";
    /** Registers one bean after the other, so that the first memory of an instance gets its plain name. */
    private static final ThreadPoolExecutor REGISTRAR = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("malloc4j-jmx").factory());

    private static final int LONGEST_REGISTRATION_SECONDS = 5;

    /** How many are still to be registered by it: nobody may overtake them. */
    private static final AtomicInteger PENDING = new AtomicInteger();

    private final BootedMemory memory;
    private final SharedPool shared;
    private final PrivatePool own;
    private final Commands commands;
    private final AtomicLong sent = new AtomicLong();
    private ObjectName name;
    private boolean ended;
    /** The registration, where another thread does it, otherwise null. Written before anybody has the memory to close. */
    private Future<?> turn;

    /** The bean of a memory, not registered yet. */
    MemoryManagement(BootedMemory memory, SharedPool shared, PrivatePool own, Commands commands) {
        super(new MBeanNotificationInfo(new String[] {ALARM}, Notification.class.getName(),
                "The use of a pool crossed its alarm-percentage"),
                new MBeanNotificationInfo(new String[] {CORRUPTION}, Notification.class.getName(),
                "A pool found its memory misused"));
        this.memory = memory;
        this.shared = shared;
        this.own = own;
        this.commands = commands;
    }

    /** Registers the bean, at once or soon. A JVM in which that can't be done runs without. */
    void register() {
        if (PENDING.get() > 0 || MBeanServerFactory.findMBeanServer(null).isEmpty()) {
            PENDING.incrementAndGet();
            turn = REGISTRAR.submit(this::registerInTurn);
        } else {
            registerNow();
        }
    }

    private void registerInTurn() {
        try {
            registerNow();
        } finally {
            PENDING.decrementAndGet();
        }
    }

    private void registerNow() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        synchronized (this) {
            if (!ended) {
                register(server);
            }
        }
    }

    private void register(MBeanServer server) {
        try {
            try {
                name = server.registerMBean(this, nameOf(memory.instance(), "")).getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                name = server.registerMBean(this, nameOf(memory.instance(), ",slot=" + getSlot())).getObjectName();
                LOGGER.info("memory has another name in JMX, because one of the same instance lives in this process: name={}",
                        name);
            }
        } catch (JMException e) {
            LOGGER.warn("memory can't be shown in JMX: instance={}; everything else works.", memory.instance(), e);
        }
    }

    private static ObjectName nameOf(String instance, String more) throws MalformedObjectNameException {
        boolean special = instance.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
        return new ObjectName("org.malloc4j:type=Memory,instance=" + (special ? ObjectName.quote(instance) : instance)
                + more);
    }

    /**
     * Ends the registration, too: a JVM that writes a class archive as its last act (CDS, AOT cache) may crash where
     * another thread is still loading classes.
     */
    void unregister() {
        end();
        if (turn == null) {
            return;
        }
        try {
            turn.get(LONGEST_REGISTRATION_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.debug("memory didn't get into JMX: instance={}", memory.instance(), e);
        }
    }

    private synchronized void end() {
        ended = true;
        if (name != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            } catch (JMException e) {
                LOGGER.debug("memory was no longer in JMX: name={}", name, e);
            }
            name = null;
        }
    }

    void alarm(String sentence) {
        send(ALARM, sentence);
    }

    void corruption(String sentence) {
        send(CORRUPTION, sentence);
    }

    private void send(String type, String sentence) {
        ObjectName source = registeredName();
        if (source != null) {
            sendNotification(new Notification(type, source, sent.incrementAndGet(), sentence));
        }
    }

    private synchronized ObjectName registeredName() {
        return name;
    }

    @Override
    public String getInstance() {
        return memory.instance();
    }

    @Override
    public long getPid() {
        return Machine.pid();
    }

    @Override
    public int getSlot() {
        return shared.slots().self();
    }

    @Override
    public String getFile() {
        return shared.files().pool().toString();
    }

    @Override
    public String getShmAllocator() {
        return memory.shm().allocator();
    }

    @Override
    public String getPkgAllocator() {
        return memory.pkg().allocator();
    }

    @Override
    public PoolStatistics getShmStatistics() {
        return memory.shm().statistics();
    }

    @Override
    public PoolStatistics getPkgStatistics() {
        return memory.pkg().statistics();
    }

    @Override
    public long getShmWaits() {
        return shared.heap().waits();
    }

    @Override
    public long getPkgWaits() {
        return own.heap().waits();
    }

    @Override
    public long getShmDeathsRepaired() {
        return new Superblock(shared.superblock()).repaired();
    }

    @Override
    public long getShmLocksTakenOver() {
        return new Superblock(shared.superblock()).takenOver();
    }

    @Override
    public long getShmCorruptions() {
        return memory.corruptions(Role.SHM).count();
    }

    @Override
    public long getPkgCorruptions() {
        return memory.corruptions(Role.PKG).count();
    }

    @Override
    public long getShmRetired() {
        return shared.heap().retiring().map(Retiring::retired).orElse(0L);
    }

    @Override
    public long getPkgRetired() {
        return own.heap().retiring().map(Retiring::retired).orElse(0L);
    }

    @Override
    public long getShmRetiredByteSize() {
        return shared.heap().retiring().map(Retiring::retiredByteSize).orElse(0L);
    }

    @Override
    public long getPkgRetiredByteSize() {
        return own.heap().retiring().map(Retiring::retiredByteSize).orElse(0L);
    }

    @Override
    public long getShmMarkedCorruptBy() {
        return new Superblock(shared.superblock()).corruption().map(CorruptionMark::pid).orElse(0L);
    }

    @Override
    public String command(String request) {
        try {
            return Message.render(commands.answer(Message.parse(request)));
        } catch (CommandException e) {
            return Message.render(Map.of(Message.OK, false, Message.ERROR, e.getMessage()));
        }
    }

    @Override
    public String memPkgDump(String logLevel) {
        return dump(Commands.MEM_PKG_DUMP, logLevel);
    }

    @Override
    public String memShmDump(String logLevel) {
        return dump(Commands.MEM_SHM_DUMP, logLevel);
    }

    private String dump(String command, String logLevel) {
        return (String) ask(Map.of(Message.COMMAND, command, "log_level", logLevel)).get(Message.TEXT);
    }

    @Override
    public String shmCheck() {
        return (String) ask(Map.of(Message.COMMAND, Commands.SHM_CHECK)).get(Message.TEXT);
    }

    @Override
    public Map<String, Long> getSampleBytes() {
        return commands.sampleBytes();
    }

    @Override
    public void changeSampleBytes(long byteSize) {
        ask(Map.of(Message.COMMAND, Commands.SAMPLING, "sample_bytes", byteSize));
    }

    /** Tools that know nothing of malloc4j can show what the JDK throws. */
    private Map<String, Object> ask(Map<String, Object> request) {
        try {
            return commands.answer(request);
        } catch (CommandException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
