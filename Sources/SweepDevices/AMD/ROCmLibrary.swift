internal import CSweepShims
internal import SweepModel

/// AMD's rocm_smi, opened and initialised; asked for plain numbers only, since its structures changed without notice.
struct ROCmLibrary: @unchecked Sendable {
    /// The names that distributions and AMD's own packages use. The number says nothing about the interface.
    static let usualPaths =
        ["librocm_smi64.so.7", "librocm_smi64.so.6", "librocm_smi64.so.5", "librocm_smi64.so.1", "librocm_smi64.so"]
        + ["/opt/rocm/lib/librocm_smi64.so"]

    enum Failure: Error, Hashable, Sendable {
        case absent
        case broken(String)
        /// What rsmi_init returned.
        case status(Int32)

        var words: String {
            switch self {
            case .absent: "rocm_smi was not found"
            case .broken(let words): "rocm_smi cannot be used: \(words)"
            case .status(let code): "rocm_smi cannot be initialised: error \(code)"
            }
        }
    }

    private let library: SharedLibrary
    private let call: sweep_rocm

    var path: String { library.path }

    init(paths: [String]) throws(Failure) {
        do throws(SharedLibrary.Failure) { library = try SharedLibrary(firstOf: paths) } catch {
            switch error {
            case .absent: throw .absent
            case .broken(let words): throw .broken(words)
            }
        }
        var functions = sweep_rocm()
        sweep_rocm_load(library.handle, &functions)
        call = functions
        // It is never unloaded: the C++ library that it brings along does not take that well.
        guard let initialise = call.rsmi_init else { throw .broken("\(library.path) has no rsmi_init") }
        let code = initialise(0)
        guard code == 0 else { throw .status(code) }
    }

    func close() { _ = call.rsmi_shut_down?() }

    /// Fills in what the devices lack, each found by its address; where there are none, makes them.
    func complete(_ devices: inout [Device]) {
        var count: UInt32 = 0
        guard call.rsmi_num_monitor_devices?(&count) == 0, count <= 256 else { return }
        let isNew = devices.isEmpty
        for index in 0..<count {
            guard let address = address(index) else { continue }
            if isNew { devices.append(newDevice(index, address)) }
            guard let place = devices.firstIndex(where: { $0.address == address }) else { continue }
            devices[place].name = devices[place].name ?? name(index)
            devices[place].memory = devices[place].memory ?? amount(call.rsmi_dev_memory_total_get, index)
            let used = devices[place].reading.memoryUsed ?? amount(call.rsmi_dev_memory_usage_get, index)
            devices[place].reading.memoryUsed = used
        }
    }

    private func newDevice(_ index: UInt32, _ address: String) -> Device {
        var (id, node): (UInt64, UInt32) = (0, 0)
        let hasID = call.rsmi_dev_unique_id_get?(index, &id) == 0 && id != 0
        let digits = String(id, radix: 16)
        let text = hasID ? "GPU-" + String(repeating: "0", count: 16 - digits.count) + digits : "PCI-\(address)"
        var device = Device(DeviceID(text), vendor: .amd, index: Int(index))
        device.address = address
        if call.rsmi_topo_numa_affinity_get?(index, &node) == 0, node < 4096 { device.numaNode = Int(node) }
        return device
    }

    private func address(_ index: UInt32) -> String? {
        var id: UInt64 = 0
        guard call.rsmi_dev_pci_id_get?(index, &id) == 0 else { return nil }
        return KFDNode.address(domain: Int64(id >> 32), location: Int64(id & 0xFFFF))
    }

    private func name(_ index: UInt32) -> String? {
        var buffer = [CChar](repeating: 0, count: 128)
        guard call.rsmi_dev_name_get?(index, &buffer, buffer.count) == 0 else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return bytes.isEmpty || bytes.count == buffer.count ? nil : String(validating: bytes, as: UTF8.self)
    }

    private func amount(
        _ get: ((UInt32, UInt32, UnsafeMutablePointer<UInt64>) -> Int32)?, _ index: UInt32
    ) -> ByteCount? {
        var bytes: UInt64 = 0
        // 0: the card's own memory.
        guard let get, get(index, 0, &bytes) == 0, bytes <= 1 << 43 else { return nil }
        return ByteCount(bytes: Int64(bytes))
    }
}
