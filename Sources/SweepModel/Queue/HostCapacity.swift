/// What the host can give to all leases together.
package struct HostCapacity: Hashable, Sendable {
    /// How many runs without GPUs may execute at once, 0 or more.
    package let slots: Int
    /// Cores, at least 1.
    package let cpus: Int
    package let memory: ByteCount

    package init(slots: Int, cpus: Int, memory: ByteCount) {
        self.slots = max(0, slots)
        self.cpus = max(1, cpus)
        self.memory = memory
    }

    /// The cores that may be leased at once: whoever sets more slots than cores wants the cores shared.
    package var leasableCPUs: Int { max(cpus, slots) }

    /// What a run with this request books: without `cpus` the host's cores shared out over the slots (at least 1),
    /// without `memory` nothing.
    package func booking(for request: ResourceRequest) -> Booking {
        Booking(
            cpus: max(0, request.cpus ?? max(1, cpus / max(1, slots))),
            memory: ByteCount(bytes: max(0, request.memory?.bytes ?? 0)))
    }

    /// Why this host can never give what is asked for; nil where it can.
    ///
    /// - Returns: a fault with code `limit`, for the submitter.
    package func refusal(for request: ResourceRequest) -> Fault? {
        let booking = booking(for: request)
        var lacks: [String] = []
        if booking.cpus > cpus { lacks.append("\(booking.cpus) cpus of \(cpus)") }
        if booking.memory > memory { lacks.append("\(booking.memory.text) of memory of \(memory.text)") }
        guard !lacks.isEmpty else { return nil }
        return Fault(
            .limit, "cannot run the sweep on this host: it needs \(lacks.joined(separator: " and "))",
            hint: "lower 'resources' in the specification")
    }
}

/// What one run takes beside its slot.
package struct Booking: Hashable, Sendable {
    package let cpus: Int
    package let memory: ByteCount
}
