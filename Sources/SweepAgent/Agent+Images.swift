internal import SweepEngines
package import SweepModel
internal import SweepRecords

/// Images that runs need and that are not here yet, by orders that the scheduler gives; none of it waits for an attempt,
/// and no attempt waits for it.
extension Agent {
    /// More at once would only share the same line.
    private static let fetchesMax = 3

    /// Has an image fetched, without waiting for anything; what became of it is told. One that is on its way already comes
    /// once.
    package nonisolated func fetch(_ order: ImageOrder) {
        soon { agent in
            guard agent.fetches[order] == nil, !agent.orders.contains(order) else { return }
            agent.orders.append(order)
            agent.fetchNext()
        }
    }

    /// Fetches an image no more, and tells nothing of it.
    package nonisolated func abandon(_ order: ImageOrder) {
        soon { agent in
            agent.orders.removeAll { $0 == order }
            agent.fetches.removeValue(forKey: order)?.cancel()
            agent.fetchNext()
        }
    }

    private func fetchNext() {
        while fetches.count < Self.fetchesMax, !orders.isEmpty {
            let order = orders.removeFirst()
            fetches[order] = Task { [configuration] in
                let answer = await order.carriedOut(configuration)
                // One that was abandoned meanwhile may have been ordered anew: that is another task's.
                guard !Task.isCancelled else { return }
                fetches[order] = nil
                tell(.image(order, answer))
                fetchNext()
            }
        }
    }

    /// Lets go of what is on its way; the next agent is told to fetch it again.
    func stopFetching() async {
        orders = []
        let tasks = fetches.values
        fetches = [:]
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}

extension ImageOrder {
    fileprivate func carriedOut(_ configuration: AgentConfiguration) async -> ImageAnswer {
        do throws(Fault) {
            // Where programs are looked up is the same for all that the agent starts.
            let environment = configuration.environment + configuration.host.environment
            let client = try ImageClient(engine: engine, environment: environment)
            return .there(try await NamedImage(name: image, store: configuration.sourceFolder).image(client))
        } catch {
            let words = FailureHint.attach(error.hint, to: error.message) ?? error.message
            return error.code == .unreachable ? .unreachable(words) : .refused(words)
        }
    }
}
