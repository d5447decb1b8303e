package import SweepModel

/// Which devices may be leased, and in which order, as the configuration's `gpus` says; may change at any time.
///
/// A card's name stands for its slices too.
package struct DevicePolicy: Hashable, Sendable {
    /// Only these; nil is all but those that are parts of processors.
    package var include: Set<DeviceID>?
    package var exclude: Set<DeviceID>
    /// These first, in this order.
    package var prefer: [DeviceID]
    /// Memory in use that no process is named for, and that counts for nothing: drivers take some for themselves.
    package var ignored: ByteCount
    /// How many runs may start before one that waits longer and needs more; then devices are kept for it.
    package var patience: Int

    package init(
        include: Set<DeviceID>? = nil, exclude: Set<DeviceID> = [], prefer: [DeviceID] = [],
        ignored: ByteCount = ByteCount(bytes: 1 << 30), patience: Int = 16
    ) {
        self.include = include
        self.exclude = exclude
        self.prefer = prefer
        self.ignored = ignored
        self.patience = patience
    }

    func excludes(_ device: Device) -> Bool {
        let names = [device.id] + (device.slice.map { [$0.card] } ?? [])
        return names.contains(where: exclude.contains) || include.map { !names.contains(where: $0.contains) } ?? false
    }

    /// Whether somebody wrote down that this very device may be leased.
    func names(_ device: Device) -> Bool { include?.contains(device.id) ?? false }

    /// How much of a device may be in use by nobody; AMD's drivers name no processes that draw, which are many on a
    /// desktop.
    func ignored(on device: Device) -> Int64 {
        device.vendor == .amd ? max(ignored.bytes, device.capacity / 8) : ignored.bytes
    }

    /// The place in the order of preference; devices that are not in it come last, all alike.
    func rank(_ device: Device) -> Int {
        prefer.firstIndex { $0 == device.id || $0 == device.slice?.card } ?? prefer.count
    }
}
