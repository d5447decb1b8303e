import SweepModel
import SweepScheduling

extension SweepEntry {
    /// A running sweep with endless points, of uid 1.
    static func sample(
        _ id: String, order: Int64 = 1, owner: UInt32 = 1, machine: SweepMachine = SweepMachine(), priority: Int = 0,
        cpus: Int? = 1, memory: ByteCount? = nil, maxParallel: Int? = nil, live: Int = 0, queued: Int = 0,
        retrying: Int = 0, mayMaterialise: Bool = true
    ) -> SweepEntry {
        SweepEntry(
            id: SweepID(id), order: order, owner: owner, machine: machine, priority: priority,
            request: ResourceRequest(cpus: cpus, memory: memory), maxParallel: maxParallel, live: live,
            queued: queued, retrying: retrying, mayMaterialise: mayMaterialise)
    }
}

extension ByteCount {
    static func gibibytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count << 30) }
}

extension AttemptID {
    /// Attempt 1 of a run of a sweep.
    static func first(of sweep: SweepID, _ index: Int) -> AttemptID {
        AttemptID(run: RunID(sweep: sweep, index: index), number: 1)
    }
}

extension Schedule {
    /// What would start next.
    var upcoming: Decision? {
        var copy = self
        return copy.next()
    }
}
