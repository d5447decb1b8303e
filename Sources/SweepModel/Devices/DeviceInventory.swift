/// What a discovery found on this machine, each vendor for itself.
package struct DeviceInventory: Hashable, Sendable {
    package var vendors: [VendorInventory]

    package init(vendors: [VendorInventory] = []) { self.vendors = vendors }

    /// All devices, cards before their slices, in the order of vendor and index.
    package var devices: [Device] { vendors.flatMap(\.devices) }

    package subscript(vendor: Vendor) -> VendorInventory? { vendors.first { $0.vendor == vendor } }
}

/// What was found of one vendor, or why nothing was.
package struct VendorInventory: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Its driver answered; there may still be no card.
        case found
        /// Nothing of this vendor is installed.
        case absent
        /// It is there and cannot be used: why, and what to do.
        case failed(String, hint: String?)
    }

    package var vendor: Vendor
    package var outcome: Outcome
    package var devices: [Device]
    /// Version of the kernel's driver.
    package var driver: String?
    /// Version of what programs use: CUDA `12.4`, or ROCm.
    package var runtime: String?
    /// Each thing that was looked for, and what was found; for `gpus --explain`.
    package var notes: [String]

    package init(
        _ vendor: Vendor, _ outcome: Outcome, devices: [Device] = [], driver: String? = nil, runtime: String? = nil,
        notes: [String] = []
    ) {
        self.vendor = vendor
        self.outcome = outcome
        self.devices = devices
        self.driver = driver
        self.runtime = runtime
        self.notes = notes
    }
}
