package import SweepModel

/// Why a device can never serve a request, however free it is.
enum DeviceMisfit: Hashable {
    case excluded, integrated, vendor, model, memory, prohibited, unshared
    /// A card was asked for, and this is one that is cut into slices, or a slice.
    case sliced
    /// A slice was asked for, and this is none of that profile.
    case profile
}

extension DevicePolicy {
    /// What keeps a device from ever serving the request; nil where it could.
    func misfit(_ device: Device, _ request: DeviceRequest) -> DeviceMisfit? {
        if let misfit = kindMisfit(device, request) { return misfit }
        if excludes(device) { return .excluded }
        if device.isIntegrated, !names(device), request.model == nil { return .integrated }
        if let vendor = request.vendor, vendor != device.vendor { return .vendor }
        if let model = request.model, !NamePattern.matches(model, device.name ?? "") { return .model }
        if device.computeMode == .prohibited { return .prohibited }
        if !request.isWhole, device.computeMode == .exclusiveProcess { return .unshared }
        // A device that does not tell its memory is given whole, and by shares.
        if let asked = request.memory, device.memory.map({ $0 < asked }) ?? true { return .memory }
        return nil
    }

    private func kindMisfit(_ device: Device, _ request: DeviceRequest) -> DeviceMisfit? {
        guard let profile = request.slice else {
            return device.slice != nil || device.slicing?.isOn == true ? .sliced : nil
        }
        guard let slice = device.slice, NamePattern.matches(profile, slice.profile) else { return .profile }
        return nil
    }
}

extension DeviceLedger {
    /// The devices that could serve the request if nothing else were on them.
    package func fitting(_ request: DeviceRequest) -> [Device] { devices.filter { policy.misfit($0, request) == nil } }

    /// What `auto` comes to for any request: as long as this stays the same, so does ``count(for:)``.
    package struct Supply: Hashable, Sendable {
        let isDiscovered: Bool
        let hasAny: Bool
        let failed: Set<Vendor>
    }

    package var supply: Supply {
        Supply(
            isDiscovered: isDiscovered, hasAny: hasAny,
            failed: Set(outcomes.compactMap { if case .failed = $0.value { $0.key } else { nil } }))
    }

    /// Whether there is any that may be leased without its being named.
    private var hasAny: Bool {
        devices.contains { !policy.excludes($0) && (!$0.isIntegrated || policy.names($0)) }
    }

    /// How many devices the request is for: `auto` is one where there are any that may be leased, or where a vendor's
    /// discovery failed, since a run that could have had a GPU must not start without one in silence.
    package func count(for request: DeviceRequest) -> Int {
        switch request.count {
        case .exactly(let count): return max(0, count)
        case .auto: return hasAny || !failures(request).isEmpty ? 1 : 0
        }
    }

    /// Whether runs with this request get GPUs, or are to wait until that is known.
    func needsDevices(_ request: DeviceRequest) -> Bool {
        guard isDiscovered else { return request.count != .exactly(0) }
        return count(for: request) > 0
    }

    /// Vendors that the request could be served by, and whose discovery failed, each with its words.
    func failures(_ request: DeviceRequest) -> [String] {
        outcomes.sorted { $0.key < $1.key }.compactMap { vendor, outcome in
            guard case .failed(let words, _) = outcome, request.vendor ?? vendor == vendor else { return nil }
            return words
        }
    }
}
