internal import Hummingbird
internal import SweepAgent
internal import SweepControl
internal import SweepModel

/// The host's GPUs.
extension Handlers {
    func listGPUs(_ request: ControlRequest) async throws(Fault) -> Response {
        let items = try request.query()
        try items.check([Query.explain.parameter])
        let isExplained = try items.value(Query.explain) ?? false
        let report = await scheduler.devices()
        let findings = isExplained ? await scheduler.deviceFindings(report.inventory) : []
        return try ControlResponse.json(
            GPUList(
                gpus: try await discreet(report.devices.map(GPUObject.init), for: request),
                vendors: report.inventory.vendors.map(GPUVendorObject.init),
                findings: findings.map(GPUFindingObject.init),
                discoverySeconds: report.discoveryTook?.seconds, lookSeconds: report.lookTook?.seconds))
    }

    func showGPU(_ request: ControlRequest) async throws(Fault) -> Response {
        let all = await scheduler.devices().devices
        let device = try Self.device(try request.path("gpu"), among: all)
        guard let shown = try await discreet([try Self.object(device, among: all)], for: request).first else {
            throw Fault.noDevice(device.text)
        }
        return try ControlResponse.json(shown)
    }

    func drainGPU(_ request: ControlRequest) async throws(Fault) -> Response {
        let drain = try await drain(request)
        return try await change(request) { tick, device throws(Fault) in try tick.drain(device, drain) }
    }

    func undrainGPU(_ request: ControlRequest) async throws(Fault) -> Response {
        try await change(request) { tick, device throws(Fault) in try tick.undrain(device) }
    }

    /// What a request asks for.
    func drain(_ request: ControlRequest) async throws(Fault) -> Drain {
        let body = try await request.body(orElse: DrainRequest())
        let reason = "by \(request.identity.name)" + (body.reason.map { ": \($0)" } ?? "")
        return Drain(reason: reason, since: Clock.now(), until: body.until)
    }

    private func change(
        _ request: ControlRequest, _ body: @escaping @Sendable (Tick, DeviceID) throws(Fault) -> Void
    ) async throws(Fault) -> Response {
        let device = try Self.device(try request.path("gpu"), among: await scheduler.devices().devices)
        try await scheduler.perform { tick throws(Fault) in try body(tick, device) }
        return try ControlResponse.json(try Self.object(device, among: await scheduler.devices().devices))
    }

    private static func object(_ device: DeviceID, among all: [DeviceStatus]) throws(Fault) -> GPUObject {
        guard let status = all.first(where: { $0.device.id == device }) else { throw Fault.noDevice(device.text) }
        return GPUObject(status)
    }

    /// The GPU that a text means.
    ///
    /// - Throws: `notFound`, or `conflict` where several could be meant.
    private static func device(_ text: String, among all: [DeviceStatus]) throws(Fault) -> DeviceID {
        let devices = all.map(\.device)
        if devices.contains(where: { $0.id.text == text }) { return DeviceID(text) }
        let found = devices.filter { device in
            Int(text).map { $0 == device.index && device.slice == nil } ?? device.id.text.hasPrefix(text)
        }
        guard let first = found.first else { throw Fault.noDevice(text) }
        guard found.count == 1 else {
            let names = found.map(\.id.text).joined(separator: ", ")
            throw Fault(.conflict, "cannot tell which GPU '\(text)' is: \(names)", hint: "give its UUID")
        }
        return first.id
    }
}
