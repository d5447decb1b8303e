internal import SweepModel
internal import SweepRecords

/// What runners and files tell.
extension Agent {
    func receiveMessages() {
        for news in socket?.receive() ?? [] {
            switch news {
            case .started(let attempt, let instant):
                followed[attempt]?.startedAt = instant
                apply(.started, to: attempt)
            case .ended(let attempt): apply(.ended, to: attempt)
            }
        }
    }

    func filesChanged() {
        for attempt in watch?.changed() ?? [] {
            followed[attempt]?.capture.readSoon()
            ringFollowers(of: attempt)
        }
    }

    func runnerReadable(_ runner: RunnerProcess) {
        for line in runner.receiveLines() {
            if let attempt = runner.attempt { answered(line, by: attempt) }
            runner.attempt = nil
            park(runner)
        }
    }

    /// What a runner says when it is done with an attempt; where it says no more, the records say how it ended.
    private func answered(_ line: String, by attempt: AttemptID) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        switch (words.first, words.count == 3 ? words[2] : "") {
        case ("busy", let path):
            tellTaken(path, by: attempt)
            apply(.refused, to: attempt)
        case ("refused", _), ("invalid", _): apply(.refused, to: attempt)
        case ("failed", let why) where why.hasPrefix("not-started"):
            followed[attempt]?.failure = Fault(.failed, why)
            apply(.preparationFailed, to: attempt)
        case ("failed", let why):
            followed[attempt]?.failure = Fault(.failed, why)
            apply(.ended, to: attempt)
        case ("done", let record):
            followed[attempt]?.exit = AttemptRecords.exit(record, of: attempt)
            apply(.ended, to: attempt)
        default: apply(.ended, to: attempt)
        }
    }

    private func tellTaken(_ path: String, by attempt: AttemptID) {
        guard let plan = followed[attempt]?.plan,
            let held = plan.devices.first(where: { configuration.lock(of: $0).path == path })
        else { return }
        tell(.deviceTaken(attempt, held.device.id, configuration.lock(of: held)))
    }

    func runnerExited(_ runner: RunnerProcess) {
        idle.removeAll { $0 === runner }
        let attempt = runner.attempt
        runner.reap()
        if let attempt { apply(.vanished, to: attempt) }
    }
}
