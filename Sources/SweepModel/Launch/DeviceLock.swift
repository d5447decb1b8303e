/// The lock by which the daemons of a host keep off each other's GPUs: `sweepd-GPU-UUID` in a folder that all of them
/// use, held by an attempt's runner.
package struct DeviceLock: Hashable, Sendable, Codable {
    package let path: String
    /// The daemon among whose attempts the device is shared; nil where it is one attempt's alone.
    package let sharer: String?

    package init(path: String, sharer: String?) {
        self.path = path
        self.sharer = sharer
    }

    /// - Parameters:
    ///   - folder: of the host's locks, absolute.
    ///   - daemon: what this daemon differs in from every other of the host.
    package init(of booking: DeviceBooking, in folder: String, daemon: String) {
        path = Self.path(of: booking.device, in: folder)
        sharer = booking.isWhole ? nil : daemon
    }

    package static func path(of device: DeviceID, in folder: String) -> String {
        folder + "/sweepd-" + String(device.text.map { $0 == "/" ? "_" : $0 })
    }
}

extension DeviceLock {
    package var json: JSONValue { ["path": .string(path), "sharer": .optional(sharer)] }

    package init?(json: JSONValue) {
        guard let path = json["path"]?.stringValue else { return nil }
        self.init(path: path, sharer: json["sharer"]?.stringValue)
    }
}
