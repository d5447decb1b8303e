/// What an attempt used of one device, as far as samples tell.
package struct DeviceUsage: Hashable, Sendable {
    package var device: DeviceID
    /// How often it was looked at.
    package var samples: Int
    /// The most memory that its own processes held at one of the looks; nil where the driver does not tell.
    package var memoryPeak: ByteCount?
    /// How busy the whole device was on the average of the time, in percent: a neighbour's work counts too.
    package var utilisationMean: Double?
    /// In percent.
    package var utilisationPeak: Int?
    /// Millijoules: what the device took, times the share of it that was leased.
    package var energy: Int64?

    package init(
        _ device: DeviceID, samples: Int = 0, memoryPeak: ByteCount? = nil, utilisationMean: Double? = nil,
        utilisationPeak: Int? = nil, energy: Int64? = nil
    ) {
        self.device = device
        self.samples = samples
        self.memoryPeak = memoryPeak
        self.utilisationMean = utilisationMean
        self.utilisationPeak = utilisationPeak
        self.energy = energy
    }

    /// As a manifest holds it.
    package var json: JSONObject {
        [
            "uuid": .string(device.text), "samples": .int(Int64(samples)),
            "memory_peak_bytes": .optional(memoryPeak?.bytes), "utilisation_mean_percent": .optional(utilisationMean),
            "utilisation_peak_percent": .optional(utilisationPeak.map(Int64.init)),
            "energy_joules": .optional(energy.map { Double($0) / 1000 }),
        ]
    }
}
