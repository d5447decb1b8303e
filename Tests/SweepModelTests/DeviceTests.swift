import SweepModel
import TestSupport
import Testing

/// What is asked of GPUs, and what they are.
@Suite struct DeviceTests {
    @Test(
        arguments: [
            ("A100*", "NVIDIA A100-SXM4-80GB", true), ("a100*", "NVIDIA A100-SXM4-80GB", true),
            ("A100", "NVIDIA A100-SXM4-80GB", false), ("*A100*80GB", "NVIDIA A100-SXM4-80GB", true),
            ("NVIDIA A100*", "NVIDIA A100-SXM4-80GB", true), ("100*", "NVIDIA A100-SXM4-80GB", false),
            ("RTX 3090", "NVIDIA GeForce RTX 3090", true), ("RTX 309?", "NVIDIA GeForce RTX 3090", true),
            ("RTX 309?", "NVIDIA GeForce RTX 3090 Ti", false), ("MI2?0", "AMD Instinct MI210", true),
            ("*", "anything", true), ("**b*b*c", "abbbc", true), ("*x", "abc", false), ("?g.*", "1g.10gb", true),
            ("", "A100", false),
        ])
    func `a name matches from the start of any of its words`(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern.matches(pattern, name) == expected)
    }

    @Test func `shares of a device never add up to more than it has`() throws {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let parts = Int64.random(in: 1...64, using: &random)
            let memory = ByteCount(bytes: Int64.random(in: 1...(8 << 40), using: &random))
            let share = try #require(DeviceShare(1 / Double(parts)))
            #expect(share.part(of: memory).bytes <= memory.bytes)
            let booked = DeviceShare(millionths: 1_000_000 / parts).part(of: memory).bytes * parts
            #expect(booked <= memory.bytes)
        }
    }

    @Test func `a share is a number above 0 and at most 1`() {
        for fraction in [0, -0.5, 1.5, .nan, .infinity] { #expect(DeviceShare(fraction) == nil, "\(fraction)") }
        #expect(DeviceShare(1) == .whole)
        #expect(DeviceShare(0.5)?.part(of: ByteCount(bytes: 81)).bytes == 40)
        #expect(DeviceShare(of: ByteCount(bytes: 10), in: ByteCount(bytes: 80)).fraction == 0.125)
        #expect(DeviceShare(of: ByteCount(bytes: 99), in: ByteCount(bytes: 80)) == .whole)
    }

    @Test(
        arguments: [
            (DeviceRequest(memory: ByteCount(bytes: 1), share: DeviceShare(0.5)), "gpu_share"),
            (DeviceRequest(vendor: .amd, slice: "1g.10gb"), "mig"),
            (DeviceRequest(share: DeviceShare(0.5), slice: "1g.10gb"), "gpu_share"),
            (DeviceRequest(count: .exactly(0), model: "A100"), "gpu_model"),
            (DeviceRequest(memory: ByteCount(bytes: 1), share: .whole), nil), (.none, nil), (DeviceRequest(), nil),
        ] as [(DeviceRequest, String?)])
    func `keys that exclude each other are found`(request: DeviceRequest, key: String?) {
        #expect(request.contradiction?.key == key)
    }

    @Test(arguments: [
        DeviceRequest(), .none, DeviceRequest(count: .exactly(4), memory: ByteCount(bytes: 7), model: "A*"),
    ])
    func `a request is stored and read`(request: DeviceRequest) throws {
        let stored = try JSONValue(encoding: request)
        #expect(try stored.decoded(as: DeviceRequest.self) == request)
        #expect(stored["count"] == (request.count == .auto ? "auto" : request == .none ? 0 : 4))
    }

    @Test func `messages call devices by what people know`() {
        var device = Device(DeviceID("GPU-1"), vendor: .nvidia, index: 1)
        #expect(device.label == "GPU 1" && device.kind == "NVIDIA GPU")
        device.slice = Device.Slice(card: device.id, number: 3, profile: "1g.10gb")
        #expect(device.label == "GPU 1 slice 3 (1g.10gb)")
        #expect(Device(DeviceID("GPU-2"), vendor: .amd, index: 0).label == "AMD GPU 0")
        #expect(DeviceProcess(pid: 7, user: "ana", command: "python").words == "a python of user ana")
        #expect(DeviceProcess(pid: 7).words == "process 7")
    }
}
