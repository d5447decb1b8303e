import SweepModel
import Testing

/// What systemd is told of a bare run.
@Suite struct UnitLimitsTests {
    @Test func `what is asked for by name is a limit, in systemd's units`() {
        let limits = UnitLimits(ResourceRequest(cpus: 3, memory: ByteCount(bytes: 1 << 34)))
        #expect(
            limits.memory == ByteCount(bytes: 1 << 34) && limits.processorTime == 3_000_000 && limits.processes == 4096)
    }

    @Test func `what is not asked for is unlimited, but for the number of processes`() {
        let limits = UnitLimits(ResourceRequest())
        #expect(limits.memory == nil && limits.processorTime == nil && limits.processes == 4096)
    }

    @Test func `no memory at all is not the same as no limit`() {
        #expect(UnitLimits(ResourceRequest(memory: ByteCount(bytes: 0))).memory == ByteCount(bytes: 1))
    }
}
