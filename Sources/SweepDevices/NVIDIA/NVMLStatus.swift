internal import SweepModel

/// What a call of NVML returned (nvmlReturn_t).
struct NVMLStatus: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    static let success = NVMLStatus(rawValue: 0)
    static let uninitialised = NVMLStatus(rawValue: 1)
    static let invalidArgument = NVMLStatus(rawValue: 2)
    static let noPermission = NVMLStatus(rawValue: 4)
    static let insufficientSize = NVMLStatus(rawValue: 7)
    static let driverNotLoaded = NVMLStatus(rawValue: 9)
    static let timeout = NVMLStatus(rawValue: 10)
    static let lost = NVMLStatus(rawValue: 15)
    static let resetRequired = NVMLStatus(rawValue: 16)
    static let blocked = NVMLStatus(rawValue: 17)
    static let versionMismatch = NVMLStatus(rawValue: 18)
    static let noDevices = NVMLStatus(rawValue: 28)

    /// What it says about the device that was asked; nil where it says nothing bad.
    var ailment: Ailment? {
        switch self {
        case .lost: .lost
        case .resetRequired: .resetRequired
        case .blocked, .noPermission: .blocked
        default: nil
        }
    }

    /// For a message.
    var words: String { ailment?.words ?? "NVML error \(rawValue)" }

    /// What an initialisation that returned this means for the vendor.
    var outcome: VendorInventory.Outcome {
        switch self {
        case .success, .noDevices: .found
        case .driverNotLoaded:
            .failed("the nvidia kernel module is not loaded", hint: "load it: modprobe nvidia")
        case .versionMismatch:
            .failed(
                "the NVIDIA driver that runs and its library are of different versions",
                hint: "reboot, or unload and load the nvidia kernel modules")
        case .noPermission, .blocked:
            .failed(
                "sweepd may not open the NVIDIA devices",
                hint: "let its unit have /dev/nvidia* (DeviceAllow=char-nvidia* rw, PrivateDevices=no)")
        default:
            .failed(
                "the NVIDIA library cannot be initialised: NVML error \(rawValue)", hint: "see what nvidia-smi says")
        }
    }
}
