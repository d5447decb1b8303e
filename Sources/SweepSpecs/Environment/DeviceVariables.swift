package import SweepModel

/// The variables by which a run finds its GPUs.
///
/// CUDA's are an index, `GPU-…` or `MIG-…` each, and empty is none; indices follow the PCI bus only where
/// CUDA_DEVICE_ORDER says so (CUDA C++ Programming Guide, "CUDA Environment Variables"). ROCm's filter is the first of
/// several: whoever sets another one beside it filters what is left, so CUDA_VISIBLE_DEVICES, which HIP takes too, is
/// left out for AMD's cards.
package struct DeviceVariables: Hashable, Sendable {
    private let devices: [Device]
    private let visible: DeviceRequest.Visibility
    private let isIsolated: Bool

    /// A run without GPUs.
    package static let none = DeviceVariables([], visible: .auto, isIsolated: false)

    /// The names that are sweepd's own.
    package static let names = ["CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "ROCR_VISIBLE_DEVICES"]

    /// - Parameters:
    ///   - devices: of one vendor, in the run's order.
    ///   - isIsolated: whether the run can open these devices alone, which then count from 0.
    package init(_ devices: [Device], visible: DeviceRequest.Visibility, isIsolated: Bool) {
        self.devices = devices
        self.visible = visible
        self.isIsolated = isIsolated
    }

    package var entries: [EnvironmentEntry] {
        visibility + [
            EnvironmentEntry("SWEEP_GPU_UUIDS", devices.map(\.id.text).joined(separator: ",")),
            EnvironmentEntry("SWEEP_GPU_COUNT", String(devices.count)),
        ]
    }

    private var visibility: [EnvironmentEntry] {
        let rocm = "ROCR_VISIBLE_DEVICES"
        switch devices.first?.vendor {
        case nil: return [EnvironmentEntry("CUDA_VISIBLE_DEVICES", ""), EnvironmentEntry(rocm, "")]
        case .amd: return visible == .none ? [] : [EnvironmentEntry(rocm, list)]
        case .nvidia:
            let order = [EnvironmentEntry("CUDA_DEVICE_ORDER", "PCI_BUS_ID"), EnvironmentEntry(rocm, "")]
            return (visible == .none ? [] : [EnvironmentEntry("CUDA_VISIBLE_DEVICES", list)]) + order
        }
    }

    private var list: String {
        devices.enumerated().map { position, device in
            isNamed(device) ? device.id.text : String(isIsolated ? position : device.index)
        }.joined(separator: ",")
    }

    /// A slice has no index of its own.
    private func isNamed(_ device: Device) -> Bool {
        guard device.id.isKnownToRuntime else { return false }
        if device.slice != nil { return true }
        return visible == .uuid || (visible == .auto && !isIsolated)
    }
}
