internal import SweepDevices
internal import SweepModel
internal import SweepScheduling
internal import SweepStore

/// What follows from what is seen of GPUs and of runs on them.
extension Tick {
    /// Tells of what an attempt should not do, and stops it where a neighbour would pay, or its sweep says so.
    func found(_ finding: LeaseAudit.Finding, _ words: String) throws(Fault) {
        guard let live = try live(finding.attempt) else { return }
        try record("note", run: live.run.id, attempt: finding.attempt.number, detail: words)
        switch finding {
        case .crowds:
            let cause = StopCause("it \(words): stopped", outcome: .outOfDeviceMemory)
            stop(finding.attempt, because: cause)
        case .idle where try plan(of: live.run).specification.gpuIdle == .stop:
            stop(finding.attempt, because: StopCause("it \(words): stopped, as 'gpu_idle' says"))
        case .idle, .strayed, .exceeds: break
        }
    }

    /// Ends an attempt; an agent that is away learns of it when it comes.
    private func stop(_ attempt: AttemptID, because cause: StopCause) {
        state.stopCauses[attempt] = cause
        outcome.endings.append((attempt, cause))
    }

    /// A device whose driver reports an error gets no runs until somebody says that it is well.
    func failing(_ device: DeviceID?, _ ailment: Ailment) throws(Fault) {
        guard let device, state.schedule.devices[device] != nil else {
            state.schedule.updateDevices { $0.note(ailment, on: device, of: .nvidia) }
            return
        }
        state.deviceFaults[device] = now
        try drainUnlessDrained(device, reason: ailment.words)
    }

    /// What somebody wrote down before stays.
    private func drainUnlessDrained(_ device: DeviceID, reason: String) throws(Fault) {
        guard state.drains.devices[device] == nil else { return }
        try drain(device, Drain(reason: reason, since: now))
    }

    /// How an attempt ended in the light of what happened to its devices meanwhile; and what its end says of them.
    func judged(_ end: AttemptEnd, of attempt: AttemptID, startedAt: Instant?) throws(Fault) -> AttemptEnd {
        let devices = state.schedule.devices.bookings(of: attempt).map(\.device)
        guard !devices.isEmpty else { return end }
        var end = end
        if let fault = devices.lazy.compactMap({ self.fault(of: $0, since: startedAt) }).first, end.outcome.isCrash {
            end.outcome = .deviceFault
            end.lastError = [end.lastError, fault].compactMap(\.self).joined(separator: "; ")
        }
        let span = end.duration ?? startedAt.map { end.at - $0 } ?? .zero
        let began = startedAt ?? Instant(nanoseconds: end.at.nanoseconds - span.nanoseconds)
        let last = FailureBreaker.End(attempt.run.sweep, on: devices, end.outcome, began: began, after: span)
        if let verdict = state.breaker.take(last) {
            try drainUnlessDrained(verdict.device, reason: verdict.ailment.words)
        }
        return end
    }

    /// What was wrong with a device while an attempt had it; nil where nothing was.
    private func fault(of device: DeviceID, since start: Instant?) -> String? {
        let reading = state.schedule.devices[device]?.reading
        let isLost = reading?.ailments.first { [.lost, .resetRequired, .missing].contains($0) }
        if let isLost { return isLost.words }
        guard let at = state.deviceFaults[device], at >= start ?? at else { return nil }
        return "the driver reported an error of its GPU"
    }
}

extension Outcome {
    /// Whether the program failed by itself, for whatever reason.
    fileprivate var isCrash: Bool {
        switch self {
        case .exited(let code): code != 0
        case .signalled: true
        default: false
        }
    }
}
