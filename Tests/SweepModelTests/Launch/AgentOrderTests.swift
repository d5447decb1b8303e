import SweepModel
import Testing

/// What passes between a daemon and an agent arrives as it was sent.
@Suite struct AgentOrderTests {
    private static let layout = AttemptLayout(
        runsFolder: "/r", envFolder: "/e", attempt: AttemptID(run: RunID(sweep: SweepID("s-0001"), index: 3), number: 2)
    )

    private static var plan: LaunchPlan {
        var device = Device(DeviceID("GPU-1"), vendor: .nvidia, index: 1)
        device.memory = ByteCount(bytes: 1 << 34)
        let container = ContainerPlan(
            image: ImageRecord(name: "i", id: String(repeating: "a", count: 64), digest: nil, architecture: "amd64"),
            network: .outbound, sharedMemory: ByteCount(bytes: 1 << 26),
            mounts: [ContainerMount(source: "/d", target: "/data", isReadOnly: true)])
        var plan = LaunchPlan(
            attempt: layout.attempt, owner: Owner(uid: 1000, name: "ada"), engine: "podman", container: container,
            argv: ["a", "b c", "é\u{1F600}\n"], executable: nil,
            environment: [EnvironmentEntry("valLoss", "1"), EnvironmentEntry("A", "")],
            parameters: ["zeta": 1, "alpha": 1.0, "big": .int(.max), "none": nil], document: ["a": ["b": 1]],
            source: SourceRecord(mode: .mount, root: "/w"), layout: layout, timeLimit: .seconds(3),
            stopGrace: .milliseconds(1), logBytesMax: 7, metrics: .regex("(x)"), artifacts: ["*"],
            specification: "a: 1",
            manifest: ["seeds": ["run": 1]], isFresh: true,
            devices: [DeviceLease(device: device, booking: DeviceBooking(device.id, share: .whole, memory: nil))])
        plan.unitLimits = UnitLimits(ResourceRequest(cpus: 2, memory: ByteCount(bytes: 5)))
        return plan
    }

    static let orders: [AgentOrder] = [
        .welcome(session: "x"), .launch(plan), .stop(layout.attempt, because: nil),
        .stop(layout.attempt, because: StopCause("it idles", outcome: .exited(code: 3))),
        .adopt(
            plan, began: true,
            resume: CaptureResume(progress: CaptureProgress(file: 5, output: 6), counts: ["valLoss": 3, "a b": 1])),
        .recordUsage(layout, [DeviceUsage(DeviceID("GPU-1"), samples: 2, utilisationMean: 0.5)]),
        .removeLeftovers, .forget(7), .answer(.max, .manifest(layout)),
        .answer(1, .output(layout, .standardError, from: 9, max: 10, logBytesMax: 11)),
    ]

    @Test(arguments: orders) func `an order arrives as it was sent`(order: AgentOrder) throws {
        #expect(try Self.passed(order) == order)
    }

    @Test func `members of parameters keep their order and their kinds of number`() throws {
        guard case .launch(let plan) = try Self.passed(AgentOrder.launch(Self.plan)) else {
            Issue.record("it is another order")
            return
        }
        #expect(plan.parameters.names == ["zeta", "alpha", "big", "none"])
        #expect(plan.parameters["zeta"] == .int(1) && plan.parameters["alpha"] == .double(1))
    }

    @Test func `a report arrives as it was sent, numbers that are none and any bytes included`() throws {
        var end = AttemptEnd(
            outcome: .signalled(9), at: Instant(nanoseconds: 1_234_567_890_123_456_789), startedAt: nil,
            duration: Span(nanoseconds: 1), lastError: "it\u{0}s")
        end.devices = [DeviceUsage(DeviceID("GPU-1"), samples: 2, memoryPeak: ByteCount(bytes: 3))]
        let bytes = OutputPiece(bytes: Array(UInt8.min...UInt8.max), next: 256, droppedBefore: 4)
        let points = [1.0, .infinity, -.infinity, .leastNonzeroMagnitude].map {
            MetricPoint(name: "valLoss", step: .max, value: $0, at: Instant(nanoseconds: 1))
        }
        let report = AgentReport(
            session: "x", number: .max,
            news: [
                .event(.metrics(Self.layout.attempt, points, CaptureProgress(file: 1, output: 2))),
                .event(.ended(Self.layout.attempt, end)), .answer(1, .output(bytes)), .answer(2, .text(nil)),
                .answer(3, .refused(.init(Fault(.permission, "cannot", hint: nil)))), .answer(4, .changed),
            ])
        #expect(try Self.passed(report) == report)
        let none = MetricPoint(name: "v", step: 0, value: .nan, at: Instant(nanoseconds: 1))
        guard
            case .metrics(_, let passed, _) = try Self.passed(
                AgentEvent.metrics(Self.layout.attempt, [none], CaptureProgress()))
        else {
            Issue.record("it is another event")
            return
        }
        #expect(passed.count == 1 && passed[0].value.isNaN)
    }

    private static func passed<Value: Codable>(_ value: Value) throws -> Value {
        var bytes: [UInt8] = []
        try JSONValue(encoding: value).append(to: &bytes)
        return try JSONParser.parse(bytes).decoded(as: Value.self)
    }
}
