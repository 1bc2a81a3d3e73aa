package org.malloc4j.boot;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;
import org.malloc4j.management.MemoryMXBean;
import org.malloc4j.spi.Retiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One memory as JMX shows it, registered from boot to close. */
final class MemoryManagement extends NotificationBroadcasterSupport implements MemoryMXBean {
    private static final Logger LOGGER = LoggerFactory.getLogger(MemoryManagement.class);
    private static final String SPECIAL = ",=:\"*?\n";

    private final BootedMemory memory;
    private final SharedPool shared;
    private final PrivatePool own;
    private final AtomicLong sent = new AtomicLong();
    private volatile ObjectName name;

    private MemoryManagement(BootedMemory memory, SharedPool shared, PrivatePool own) {
        super(new MBeanNotificationInfo(new String[] {ALARM}, Notification.class.getName(),
                "The use of a pool crossed its alarm-percentage"),
                new MBeanNotificationInfo(new String[] {CORRUPTION}, Notification.class.getName(),
                "A pool found its memory misused"));
        this.memory = memory;
        this.shared = shared;
        this.own = own;
    }

    /** {@return the memory's bean} A JVM in which it can't be registered runs without. */
    static MemoryManagement register(BootedMemory memory, SharedPool shared, PrivatePool own) {
        MemoryManagement bean = new MemoryManagement(memory, shared, own);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            try {
                bean.name = server.registerMBean(bean, nameOf(memory.instance(), "")).getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                bean.name = server.registerMBean(bean, nameOf(memory.instance(), ",slot=" + bean.getSlot())).getObjectName();
            }
        } catch (JMException e) {
            LOGGER.warn("memory can't be shown in JMX: instance={}; everything else works.", memory.instance(), e);
        }
        return bean;
    }

    private static ObjectName nameOf(String instance, String more) throws MalformedObjectNameException {
        boolean special = instance.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
        return new ObjectName("org.malloc4j:type=Memory,instance=" + (special ? ObjectName.quote(instance) : instance)
                + more);
    }

    void unregister() {
        ObjectName registered = name;
        name = null;
        if (registered != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
            } catch (JMException e) {
                LOGGER.debug("memory was no longer in JMX: name={}", registered, e);
            }
        }
    }

    void alarm(String sentence) {
        send(ALARM, sentence);
    }

    void corruption(String sentence) {
        send(CORRUPTION, sentence);
    }

    private void send(String type, String sentence) {
        ObjectName source = name;
        if (source != null) {
            sendNotification(new Notification(type, source, sent.incrementAndGet(), sentence));
        }
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
}
