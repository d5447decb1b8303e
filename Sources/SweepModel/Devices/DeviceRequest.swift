/// What a run asks of GPUs: the keys of `resources` that have to do with them.
package struct DeviceRequest: Hashable, Codable, Sendable {
    /// How many devices.
    package enum Count: Hashable, Sendable {
        /// One where the host has any, else none.
        case auto
        case exactly(Int)
    }

    /// How the devices are named in the run's environment.
    package enum Visibility: String, Hashable, Codable, Sendable, CaseIterable { case auto, index, uuid, none }

    /// `gpus`
    package var count: Count
    /// `gpu_memory`, of each device: what is booked of it, or with a share of 1 the least it must have.
    package var memory: ByteCount?
    /// `gpu_share`, of each device.
    package var share: DeviceShare?
    /// `gpu_model`, a ``NamePattern``.
    package var model: String?
    /// `gpu_vendor`
    package var vendor: Vendor?
    /// `mig`, a ``NamePattern`` of profiles: slices are asked for instead of cards.
    package var slice: String?
    /// `visible_devices`
    package var visible: Visibility

    package init(
        count: Count = .auto, memory: ByteCount? = nil, share: DeviceShare? = nil, model: String? = nil,
        vendor: Vendor? = nil, slice: String? = nil, visible: Visibility = .auto
    ) {
        self.count = count
        self.memory = memory
        self.share = share
        self.model = model
        self.vendor = vendor
        self.slice = slice
        self.visible = visible
    }

    /// No devices.
    package static let none = DeviceRequest(count: .exactly(0))

    /// Whether each device is for the run alone.
    package var isWhole: Bool { slice != nil || share == .whole || (share == nil && memory == nil) }
}

extension DeviceRequest {
    /// Keys that cannot stand together: the one to complain about, what is wrong, and what to do.
    package struct Contradiction: Hashable, Sendable {
        package let key: String
        package let message: String
        package let hint: String
    }

    /// The first thing in the request that cannot be meant; nil where all is well.
    package var contradiction: Contradiction? {
        if let share, share != .whole, memory != nil {
            return Contradiction(
                key: "gpu_share", message: "cannot share a GPU by 'gpu_share' and by 'gpu_memory' at once",
                hint: "leave one of them out")
        }
        if slice != nil, vendor == .amd {
            return Contradiction(
                key: "mig", message: "'mig' asks for slices of NVIDIA cards, and 'gpu_vendor' is amd",
                hint: "leave one of them out")
        }
        if slice != nil, share ?? .whole != .whole {
            return Contradiction(
                key: "gpu_share", message: "a slice is leased whole: 'mig' and 'gpu_share' exclude each other",
                hint: "leave one of them out")
        }
        if count == .exactly(0), let key = details.first {
            return Contradiction(
                key: key, message: "'\(key)' needs a GPU, and 'gpus' is 0", hint: "leave one of them out")
        }
        return nil
    }

    /// The keys besides `gpus` that were set, for messages.
    private var details: [String] {
        [
            (memory != nil, "gpu_memory"), (share != nil, "gpu_share"), (model != nil, "gpu_model"),
            (vendor != nil, "gpu_vendor"), (slice != nil, "mig"),
        ].filter(\.0).map(\.1)
    }
}

extension DeviceRequest.Count: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = (try? container.decode(Int.self)).map { .exactly($0) } ?? .auto
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .auto: try container.encode("auto")
        case .exactly(let count): try container.encode(count)
        }
    }
}
