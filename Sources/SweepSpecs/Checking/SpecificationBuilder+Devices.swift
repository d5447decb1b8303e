internal import SweepModel

// What a run asks of GPUs.
extension SpecificationBuilder {
    /// More GPUs than any host has.
    static let devicesMax: Int64 = 1024
    private static let patternMax = 128

    static let deviceKeys = [
        "gpus", "gpu_memory", "gpu_share", "gpu_model", "gpu_vendor", "mig", "visible_devices",
    ]

    func deviceRequest(_ resources: Section) -> DeviceRequest {
        let request = DeviceRequest(
            count: deviceCount(resources) ?? .auto, memory: resources.byteCount("gpu_memory"),
            share: deviceShare(resources), model: resources.string("gpu_model", max: Self.patternMax),
            vendor: resources.choice("gpu_vendor", Vendor.self), slice: resources.string("mig", max: Self.patternMax),
            visible: resources.choice("visible_devices", DeviceRequest.Visibility.self) ?? .auto)
        if let wrong = request.contradiction, let place = resources.entry(wrong.key)?.place {
            log.error(place, wrong.message, hint: wrong.hint)
        }
        return request
    }

    private func deviceCount(_ resources: Section) -> DeviceRequest.Count? {
        guard let element = resources["gpus"], element.json != "auto" else { return nil }
        if let count = element.json.intValue, (0...Self.devicesMax).contains(count) { return .exactly(Int(count)) }
        resources.expected("gpus", "auto or an integer from 0 to \(Self.devicesMax)", got: element)
        return nil
    }

    private func deviceShare(_ resources: Section) -> DeviceShare? {
        let words = "a number above 0 and at most 1"
        return resources.number("gpu_share", words) { DeviceShare($0) != nil }.flatMap { DeviceShare($0) }
    }
}
