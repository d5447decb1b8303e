internal import CSweepShims
internal import SweepModel

/// The processes that have a card open.
///
/// Nobody says how long an entry of the list is: `_v2` and `_v3` document 24 bytes, and drivers have been seen that
/// write 16 or 32 (nvitop #79, #88, #181, PR 226); without a suffix it is 16. So the list goes into a buffer filled with
/// a pattern, and how far the pattern is gone says how long the entries are.
struct NVMLProcesses: Sendable {
    let names: ProcessNames

    private typealias Lister = (OpaquePointer, UnsafeMutablePointer<UInt32>, UnsafeMutableRawPointer?) -> Int32

    private static let pattern: UInt8 = 0xAA
    private static let entryMax = 32

    /// Compute, graphics and MPS processes, each once; nil where the driver tells of none of them.
    func list(_ entity: inout NVMLEntity) -> [DeviceProcess]? {
        let call = entity.call
        let compute: [Lister?] = [
            call.nvmlDeviceGetComputeRunningProcesses_v3, call.nvmlDeviceGetComputeRunningProcesses_v2,
            call.nvmlDeviceGetComputeRunningProcesses,
        ]
        let shared: [Lister?] = [
            call.nvmlDeviceGetMPSComputeRunningProcesses_v3, call.nvmlDeviceGetMPSComputeRunningProcesses_v2,
            call.nvmlDeviceGetMPSComputeRunningProcesses,
        ]
        let graphics: [Lister?] = [
            call.nvmlDeviceGetGraphicsRunningProcesses_v3, call.nvmlDeviceGetGraphicsRunningProcesses_v2,
            call.nvmlDeviceGetGraphicsRunningProcesses,
        ]
        guard let first = entries(&entity, compute) else { return nil }
        let lists = [
            (first + (entries(&entity, shared) ?? []), DeviceProcess.Kind.compute),
            (entries(&entity, graphics) ?? [], .graphics),
        ]
        var found: [Int32: DeviceProcess] = [:]
        for (list, kind) in lists {
            for entry in list where found[entry.pid] == nil {
                found[entry.pid] = names.complete(DeviceProcess(pid: entry.pid, kind: kind, memory: entry.memory))
            }
        }
        return found.values.sorted { $0.pid < $1.pid }
    }

    private struct Entry {
        let pid: Int32
        let memory: ByteCount?
    }

    /// The list of the first lister that answers.
    private func entries(_ entity: inout NVMLEntity, _ listers: [Lister?]) -> [Entry]? {
        for case let lister? in listers {
            if let entries = entries(&entity, lister) { return entries }
        }
        return nil
    }

    private func entries(_ entity: inout NVMLEntity, _ lister: Lister) -> [Entry]? {
        var room = 16
        for _ in 0..<4 {
            var count = UInt32(room)
            var buffer = [UInt8](repeating: Self.pattern, count: (room + 16) * Self.entryMax)
            let code = buffer.withUnsafeMutableBytes { lister(entity.handle, &count, $0.baseAddress) }
            // The list has grown meanwhile, or was longer from the start.
            if NVMLStatus(rawValue: code) == .insufficientSize, count <= 65_536 {
                room = Int(count) + 16
                continue
            }
            guard entity.succeeds(code), count <= room else { return nil }
            return Self.parse(buffer, count: Int(count))
        }
        return nil
    }

    private static func parse(_ buffer: [UInt8], count: Int) -> [Entry] {
        guard count > 0, let last = buffer.lastIndex(where: { $0 != pattern }) else { return [] }
        let stride = [16, 24, 32].first { $0 * count == last + 1 }
        // Of a list that cannot be told apart the first entry is right in every layout: enough to know it is in use.
        let starts = stride.map { Array(Swift.stride(from: 0, to: $0 * count, by: $0)) } ?? [0]
        return starts.compactMap { entry(buffer, at: $0) }
    }

    private static func entry(_ buffer: [UInt8], at start: Int) -> Entry? {
        buffer.withUnsafeBytes { bytes in
            let pid = bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
            let memory = bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
            guard let pid = Int32(exactly: pid) else { return nil }
            // All ones: the driver does not tell.
            let known = memory < 1 << 43 ? ByteCount(bytes: Int64(memory)) : nil
            return Entry(pid: pid, memory: known)
        }
    }
}
