/// What all processes of a bare run may use together. The service manager whose unit they are holds them to it, as far as
/// it was given the controllers; elsewhere nobody does.
package struct UnitLimits: Hashable, Sendable, Codable {
    /// More than any sound program has at once; one that forks without end is stopped there.
    package static let processesMax: UInt64 = 4096

    /// None of it may be swapped out; nil leaves it unlimited.
    package var memory: ByteCount?
    /// Microseconds of processor time a second; nil leaves it unlimited.
    package var processorTime: UInt64?
    package var processes: UInt64

    /// - Parameter resources: what the specification asks for by name.
    package init(_ resources: ResourceRequest) {
        memory = resources.memory.map { max($0, ByteCount(bytes: 1)) }
        processorTime = resources.cpus.map { UInt64($0) * 1_000_000 }
        processes = Self.processesMax
    }
}
