internal import CSweepShims
internal import FoundationEssentials
internal import Glibc

/// The lists of processes of the first card, as the driver writes them: how long an entry is cannot be asked for.
struct ProcessLists: Encodable {
    struct List: Encodable {
        var function: String
        var status: Int32
        var count: UInt32
        /// Bytes up to the last one that the driver wrote.
        var touched: Int
        var words: [UInt64]
    }

    var lists: [List]

    private typealias Lister =
        @convention(c) (OpaquePointer, UnsafeMutablePointer<UInt32>, UnsafeMutableRawPointer?) ->
        Int32

    private struct NoLibrary: Error {}

    static func all() throws -> ProcessLists {
        var call = sweep_nvml()
        var card: OpaquePointer?
        guard let library = dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_LOCAL) else { throw NoLibrary() }
        sweep_nvml_load(library, &call)
        guard call.nvmlInit_v2?() == 0, call.nvmlDeviceGetHandleByIndex_v2?(0, &card) == 0, let card else {
            throw NoLibrary()
        }
        defer { _ = call.nvmlShutdown?() }
        let named: [(String, Lister?)] = [
            ("compute_v3", call.nvmlDeviceGetComputeRunningProcesses_v3),
            ("compute_v2", call.nvmlDeviceGetComputeRunningProcesses_v2),
            ("compute", call.nvmlDeviceGetComputeRunningProcesses),
            ("graphics_v3", call.nvmlDeviceGetGraphicsRunningProcesses_v3),
            ("mps_v3", call.nvmlDeviceGetMPSComputeRunningProcesses_v3),
        ]
        return ProcessLists(lists: named.compactMap { name, lister in lister.map { list(name, $0, card) } })
    }

    private static func list(_ name: String, _ lister: Lister, _ card: OpaquePointer) -> List {
        var count: UInt32 = 32
        var buffer = [UInt8](repeating: 0xAA, count: 64 * 32)
        let status = buffer.withUnsafeMutableBytes { lister(card, &count, $0.baseAddress) }
        let touched = buffer.lastIndex { $0 != 0xAA }.map { $0 + 1 } ?? 0
        let words = buffer.withUnsafeBytes { bytes in
            stride(from: 0, to: min(touched, 96), by: 8).map {
                bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
            }
        }
        return List(function: name, status: status, count: count, touched: touched, words: words)
    }
}
