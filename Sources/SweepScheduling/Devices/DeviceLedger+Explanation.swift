package import SweepModel

/// How devices are, and why somebody waits for them, in words for people.
extension DeviceLedger {
    /// Every device with who holds it and who else is on it.
    package var status: [DeviceStatus] { devices.map(status) }

    private func status(of device: Device) -> DeviceStatus {
        let holdings = holdings(of: device.id)
        let (state, reason) = state(of: device, isHeld: !holdings.isEmpty)
        return DeviceStatus(
            device: device, state: state, reason: reason, holdings: holdings, foreign: foreignProcesses(on: device))
    }

    private func state(of device: Device, isHeld: Bool) -> (DeviceStatus.State, String?) {
        if let ailment = device.reading.ailments.first { return (.unhealthy, ailment.words) }
        if let reason = drain(of: device) { return (.drained, reason) }
        if policy.excludes(device) { return (.drained, "the configuration excludes it") }
        if elsewhere[device.id] != nil { return (.foreign, words(.elsewhere, on: device, for: nil)) }
        if isHeld { return (.leased, nil) }
        guard hindrance(device, DeviceRequest(count: .exactly(1)), for: nil) == .foreign else { return (.free, nil) }
        return (.foreign, words(.foreign, on: device, for: nil))
    }

    /// What keeps runs with this request from having their devices now, the sum of it first; empty where nothing does.
    package func explain(_ request: DeviceRequest, for sweep: SweepID? = nil) -> [String] {
        guard isDiscovered else { return request.count == .exactly(0) ? [] : ["GPUs are being looked for"] }
        if let refusal = refusal(for: request) { return [refusal.message] }
        guard choose(request, for: sweep) == nil else { return [] }
        let count = count(for: request)
        let fitting = fitting(request)
        let hindrances = fitting.compactMap { device in
            hindrance(device, request, for: sweep).map { words($0, on: device, for: sweep) }
        }
        let free = fitting.count - hindrances.count
        guard !fitting.isEmpty else { return ["needs \(request.words(count))"] + failures(request) }
        let sum = "needs \(request.words(count)); \(free) of \(fitting.count) \(free == 1 ? "is" : "are") free"
        let more = hindrances.count > Self.linesMax ? ["and \(hindrances.count - Self.linesMax) more"] : []
        return [sum] + hindrances.prefix(Self.linesMax) + more + failures(request)
    }

    private static let linesMax = 8
}
