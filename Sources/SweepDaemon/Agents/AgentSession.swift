internal import Logging
internal import SweepAgent
internal import SweepControl
internal import SweepEngines
internal import SweepModel
internal import Synchronization

/// One connection of an agent's process to the daemon: orders come in, what happens goes out in order.
final class AgentSession: Sendable {
    /// The largest report in bytes; the daemon takes somewhat more.
    private static let reportMax = 24 << 20
    /// How many metrics' values wait to be told.
    private static let pointsMax = 100_000

    private let client: ControlClient
    private let configuration: AgentConfiguration
    private let places: AgentPlaces
    private let logger: Logger
    private let agent: Agent
    private let news: AsyncStream<AgentReport.News>
    private let tell: AsyncStream<AgentReport.News>.Continuation
    private let pending = Mutex(PendingNews())
    private let room: Room
    private let reports = Mutex<UInt64>(0)
    private let following = Mutex<[UInt64: Task<Void, Never>]>([:])
    private let begun = Mutex(false)

    init(_ client: ControlClient, _ configuration: AgentConfiguration, _ places: AgentPlaces, _ logger: Logger) {
        self.client = client
        self.configuration = configuration
        self.places = places
        self.logger = logger
        let (news, tell) = AsyncStream<AgentReport.News>.makeStream()
        (self.news, self.tell) = (news, tell)
        let room = Room(limit: Self.pointsMax)
        self.room = room
        agent = Agent(configuration: configuration, room: room) { [room] event in
            room.fill(event.pointCount)
            tell.yield(.event(event))
        }
    }

    /// Whether the daemon took this agent in.
    var hasBegun: Bool { begun.withLock { $0 } }

    /// Works until the connection ends; then all attempts are let go.
    ///
    /// - Throws: why there is no connection any more, or never was one.
    func run() async throws(Fault) {
        let hello = AgentHello(version: Version.text, places: places, limits: configuration.host.limits)
        var parser = EventStreamParser()
        var reporting: Task<Void, Never>?
        let result: Result<Void, Fault>
        do throws(Fault) {
            let request = try SweepControl.ControlRequest(.attachAgent, body: hello)
            try await client.receive(request) { piece throws(Fault) in
                for data in try parser.take(piece) {
                    let order = try Self.order(data)
                    if case .welcome(let session) = order {
                        try await agent.start()
                        reporting = Task { await self.report(as: session) }
                        welcomed()
                    } else {
                        await carryOut(order)
                    }
                }
                return .more
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        reporting?.cancel()
        for task in following.withLock({ Array($0.values) }) { task.cancel() }
        room.open()
        await agent.makeWay()
        await reporting?.value
        try result.get()
    }

    private func welcomed() {
        begun.withLock { $0 = true }
        logger.info("agent \(Version.text) at '\(client.socket)', runs in '\(places.runs)'")
        ServiceNotice.ready.send()
    }

    private static func order(_ data: [UInt8]) throws(Fault) -> AgentOrder {
        do {
            return try JSONParser.parse(data).decoded(as: AgentOrder.self)
        } catch {
            throw Fault(.internal, "cannot read an order: \(error)")
        }
    }

    // MARK: Orders

    private func carryOut(_ order: AgentOrder) async {
        switch order {
        case .welcome: break
        case .launch(let plan): agent.launch(plan)
        case .stop(let attempt, let cause): agent.stop(attempt, because: cause)
        case .adopt(let plan, let began, let resume):
            if let news = await agent.adopt(plan, began: began, resume: resume) { tell.yield(.event(news)) }
        case .fetch(let image): agent.fetch(image)
        case .abandon(let image): agent.abandon(image)
        case .run(let hook): agent.run(hook)
        case .recordUsage(let layout, let devices): Task { await agent.record(devices, of: layout) }
        case .removeLeftovers:
            await agent.removeLeftovers(runsFolder: places.runs, envFolder: places.environments)
        case .answer(let number, .changes(let attempt)): await follow(attempt, as: number)
        case .answer(let number, let question): Task { await self.answer(question, as: number) }
        case .forget(let number): following.withLock { $0.removeValue(forKey: number) }?.cancel()
        }
    }

    private func answer(_ question: AgentQuestion, as number: UInt64) async {
        let answer: AgentAnswer
        do throws(Fault) {
            answer = try await AgentQuestions(agent, places).answer(question)
        } catch {
            answer = .refused(.init(error))
        }
        tell.yield(.answer(number, answer))
    }

    private func follow(_ attempt: AttemptID, as number: UInt64) async {
        let changes = await agent.changes(of: attempt)
        let task = Task { [tell] in
            for await _ in changes { tell.yield(.answer(number, .changed)) }
            tell.yield(.answer(number, .done))
        }
        following.withLock { $0[number] = task }
    }

    // MARK: Reports

    /// Tells what happened, in order, and each report again until it is received: the daemon knows it by its number.
    private func report(as session: String) async {
        let collecting = Task { [tell] in
            let (bells, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            let reading = Task {
                for await one in news {
                    pending.withLock { $0.append(one) }
                    bell.yield()
                }
                bell.finish()
            }
            await withTaskCancellationHandler {
                for await _ in bells {
                    while let some = takeSome() {
                        await send(some, as: session)
                        if Task.isCancelled { return }
                    }
                }
            } onCancel: {
                reading.cancel()
                tell.finish()
            }
        }
        await withTaskCancellationHandler {
            await collecting.value
        } onCancel: {
            collecting.cancel()
        }
    }

    private func takeSome() -> [AgentReport.News]? {
        let some = pending.withLock { $0.takeSome() }
        for case .event(let event) in some ?? [] { room.empty(event.pointCount) }
        return some
    }

    /// Tells something, in more than one report where it is too much for one.
    private func send(_ news: [AgentReport.News], as session: String) async {
        let number = reports.withLock { number in
            number += 1
            return number
        }
        do throws(Fault) {
            let request = try SweepControl.ControlRequest(
                AgentReport(session: session, number: number, news: news))
            if request.body?.count ?? 0 <= Self.reportMax { return await send(request) }
        } catch {
            logger.error("\(error.message)")
        }
        if news.count > 1 {
            await send(Array(news.prefix(news.count / 2)), as: session)
            await send(Array(news.suffix(news.count - news.count / 2)), as: session)
        } else if case .answer(let number, _)? = news.first {
            let refusal = Fault(.limit, "cannot tell sweepd what it asked: it is too much")
            await send([.answer(number, .refused(.init(refusal)))], as: session)
        } else {
            logger.error("cannot tell sweepd what happened: it is too much for one report")
        }
    }

    private func send(_ request: SweepControl.ControlRequest) async {
        while !Task.isCancelled {
            do throws(Fault) {
                _ = try await client.bytes(of: request)
                return
            } catch {
                // What the daemon refuses it will not take later either; the end of the connection ends the rest. Since
                // no report is too large, a limit is one of connections.
                guard error.code == .unreachable || error.code == .limit else {
                    return logger.error("sweepd refused a report: \(error.message)")
                }
                await Pause.milliseconds(100)
            }
        }
    }
}
