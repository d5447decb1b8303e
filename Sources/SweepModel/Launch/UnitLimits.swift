/// What all processes of a bare run may use together. The service manager whose unit they are holds them to it, as far as
/// it was given the controllers; elsewhere nobody does.
package struct UnitLimits: Hashable, Sendable, Codable {
    /// More than any sound program has at once; one that forks without end is stopped there.
    private static let processesMax: UInt64 = 4096

    /// Bytes, none of which may be swapped out; nil leaves them unlimited.
    package var memory: UInt64?
    /// Microseconds of processor time a second; nil leaves it unlimited.
    package var processorTime: UInt64?
    package var processes: UInt64

    /// - Parameter resources: what the specification asks for by name.
    package init(_ resources: ResourceRequest) {
        memory = resources.memory.map { UInt64(max(1, $0.bytes)) }
        processorTime = resources.cpus.map { UInt64($0) * 1_000_000 }
        processes = Self.processesMax
    }
}
