internal import CSweepShims
internal import SweepModel

/// A card or a slice, asked one thing after another; what cannot be answered is nil, and what is wrong is kept.
struct NVMLEntity {
    let call: sweep_nvml
    let handle: OpaquePointer
    private(set) var ailments: [Ailment] = []

    init(_ library: NVMLLibrary, _ handle: OpaquePointer) {
        call = library.call
        self.handle = handle
    }

    mutating func note(_ ailment: Ailment) { if !ailments.contains(ailment) { ailments.append(ailment) } }

    /// Whether a call succeeded; notes what its failure says.
    mutating func succeeds(_ code: Int32) -> Bool {
        if let ailment = NVMLStatus(rawValue: code).ailment { note(ailment) }
        return code == 0
    }

    mutating func text(_ get: ((OpaquePointer, UnsafeMutablePointer<CChar>, UInt32) -> Int32)?) -> String? {
        guard let get else { return nil }
        var code: Int32 = 0
        let text = NVMLLibrary.text { buffer, size in
            code = get(handle, buffer, size)
            return code == 0
        }
        return succeeds(code) ? text : nil
    }

    mutating func number(_ get: ((OpaquePointer, UnsafeMutablePointer<UInt32>) -> Int32)?) -> Int? {
        guard let get else { return nil }
        var value: UInt32 = 0
        return succeeds(get(handle, &value)) ? Int(value) : nil
    }

    /// `8.0`
    mutating func architecture() -> String? {
        guard let get = call.nvmlDeviceGetCudaComputeCapability else { return nil }
        var (major, minor): (Int32, Int32) = (0, 0)
        guard succeeds(get(handle, &major, &minor)), (1...99).contains(major), (0...99).contains(minor) else {
            return nil
        }
        return "\(major).\(minor)"
    }

    /// The address as sysfs writes it, `0000:06:00.0`.
    mutating func address() -> String? {
        var pci = sweep_nvml_pci()
        guard let get = call.nvmlDeviceGetPciInfo_v3, succeeds(get(handle, &pci)) else { return nil }
        return Self.address(pci)
    }

    static func address(_ pci: sweep_nvml_pci) -> String? {
        guard pci.domain <= 0xFFFF_FFFF, pci.bus <= 0xFF, pci.device <= 0x1F else { return nil }
        return "\(hex(pci.domain, 4)):\(hex(pci.bus, 2)):\(hex(pci.device, 2)).0"
    }

    private static func hex(_ number: UInt32, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    mutating func computeMode() -> Device.ComputeMode? {
        var mode: Int32 = 0
        guard let get = call.nvmlDeviceGetComputeMode, succeeds(get(handle, &mode)) else { return nil }
        switch mode {
        case 0: return .shared
        case 2: return .prohibited
        // 1 was exclusive to a thread, until CUDA 8.
        case 1, 3: return .exclusiveProcess
        default: return nil
        }
    }

    mutating func slicing() -> Device.Slicing? {
        var (current, pending): (UInt32, UInt32) = (0, 0)
        guard let get = call.nvmlDeviceGetMigMode, succeeds(get(handle, &current, &pending)) else { return nil }
        return Device.Slicing(isOn: current == 1, isOnAfterReset: pending == 1)
    }
}
