package import SweepModel

/// A GPU of the daemon's host, as `gpus` lists it.
package struct GPUObject: Codable, Hashable, Sendable {
    /// What a run holds of it.
    package struct Lease: Codable, Hashable, Sendable {
        /// ``hidden`` where the caller may not know of it.
        package var run: String
        package static let hidden = "hidden"
        /// Above 0 and at most 1.
        package var share: Double
        package var memoryBytes: Int64?
    }

    /// A process on it that belongs to no run with a lease of it.
    package struct Foreign: Codable, Hashable, Sendable {
        package var pid: Int32
        package var user: String?
        package var command: String?
        package var memoryBytes: Int64?
    }

    package var uuid: String
    /// Position among its vendor's cards in the order of PCI addresses; a slice has its card's.
    package var index: Int
    package var vendor: Vendor
    package var name: String?
    package var memoryTotalBytes: Int64?
    package var memoryUsedBytes: Int64?
    package var state: DeviceStatus.State
    /// Why it is not free to everybody.
    package var reason: String?
    package var leases: [Lease]
    package var foreign: [Foreign]
    /// Of a slice (MIG): its profile, and the card that it is a part of.
    package var mig: String?
    package var card: String?
    /// In percent, degrees Celsius and watts, where the driver says so.
    package var utilisation: Int?
    package var temperature: Int?
    package var powerWatts: Double?

    package init(_ status: DeviceStatus) {
        let (device, reading) = (status.device, status.device.reading)
        uuid = device.id.text
        index = device.index
        vendor = device.vendor
        name = device.name
        memoryTotalBytes = device.memory?.bytes
        memoryUsedBytes = reading.memoryUsed?.bytes
        state = status.state
        reason = status.reason
        leases = status.holdings.map { held in
            Lease(
                run: held.attempt.run.description, share: held.booking.share.fraction,
                memoryBytes: held.booking.memory?.bytes)
        }
        foreign = status.foreign.map { process in
            Foreign(
                pid: process.pid, user: process.user, command: process.command, memoryBytes: process.memory?.bytes)
        }
        mig = device.slice?.profile
        card = device.slice?.card.text
        utilisation = reading.utilisation
        temperature = reading.temperature
        powerWatts = reading.power.map { Double($0) / 1000 }
    }
}

/// What was looked for of one vendor, and what was found.
package struct GPUVendorObject: Codable, Hashable, Sendable {
    package enum Outcome: String, Codable, Sendable, CaseIterable { case found, absent, failed }

    package var vendor: Vendor
    package var outcome: Outcome
    /// Why its GPUs cannot be used, and what to do.
    package var reason: String?
    package var hint: String?
    package var driver: String?
    package var runtime: String?
    /// Each thing that was looked for.
    package var notes: [String]

    package init(_ inventory: VendorInventory) {
        vendor = inventory.vendor
        driver = inventory.driver
        runtime = inventory.runtime
        notes = inventory.notes
        switch inventory.outcome {
        case .found: outcome = .found
        case .absent: outcome = .absent
        case .failed(let words, let hint):
            outcome = .failed
            (reason, self.hint) = (words, hint)
        }
    }
}

/// Something that GPUs need of the host.
package struct GPUFindingObject: Codable, Hashable, Sendable {
    package var vendor: Vendor
    /// What was looked for.
    package var subject: String
    package var verdict: DeviceFinding.Verdict
    package var words: String
    /// The command that mends it.
    package var hint: String?

    package init(_ finding: DeviceFinding) {
        vendor = finding.vendor
        subject = finding.subject
        verdict = finding.verdict
        words = finding.words
        hint = finding.hint
    }
}

/// `{"gpus": […], "vendors": […]}`, and how long it took to find that out.
package struct GPUList: Codable, Hashable, Sendable {
    package var gpus: [GPUObject]
    package var vendors: [GPUVendorObject]
    /// What they need of the host, where that was asked for.
    package var findings: [GPUFindingObject]
    /// Of the last discovery, and of the last look at what was known; null where there was none.
    package var discoverySeconds: Double?
    package var lookSeconds: Double?

    package init(
        gpus: [GPUObject], vendors: [GPUVendorObject], findings: [GPUFindingObject] = [],
        discoverySeconds: Double? = nil, lookSeconds: Double? = nil
    ) {
        self.gpus = gpus
        self.vendors = vendors
        self.findings = findings
        self.discoverySeconds = discoverySeconds
        self.lookSeconds = lookSeconds
    }
}
