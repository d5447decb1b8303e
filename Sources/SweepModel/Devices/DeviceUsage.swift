/// What an attempt used of one device, as far as samples tell.
package struct DeviceUsage: Hashable, Sendable, Codable {
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

extension [DeviceUsage] {
    /// As metrics of the attempt: over all of its devices the largest peaks, the mean of the means, and the sum of what
    /// they took. What is not known is left out.
    package var metrics: [(name: String, value: Double)] {
        let means = compactMap(\.utilisationMean)
        let energies = compactMap(\.energy)
        let values: [(String, Double?)] = [
            ("system.gpu_memory_peak_bytes", compactMap(\.memoryPeak).max().map { Double($0.bytes) }),
            ("system.gpu_utilisation_percent", means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)),
            ("system.gpu_utilisation_peak_percent", compactMap(\.utilisationPeak).max().map(Double.init)),
            ("system.gpu_energy_joules", energies.isEmpty ? nil : Double(energies.reduce(0, +)) / 1000),
        ]
        return values.compactMap { name, value in value.map { (name, $0) } }
    }
}
