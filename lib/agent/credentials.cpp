#include "agent/credentials.hpp"

#include "agent/pull_secrets.hpp"
#include "image/reference.hpp"

#include <fmt/format.h>

#include <utility>

namespace kscan::agent {

namespace {

using Report = handoff::CredentialsReport;
using Candidates = std::vector<const keyring::Entry*>;

/// The first that the registry accepts, or simply the first.
const keyring::Entry* choose(const Candidates& candidates,
                             const image::Reference& image,
                             RegistryProbe& probe,
                             std::vector<Report::Attempt>& attempts) {
  if (candidates.empty()) return nullptr;
  if (candidates.size() == 1) return candidates.front();
  const keyring::Entry* not_refused = nullptr;
  for (const keyring::Entry* entry : candidates) {
    const Verdict verdict = probe.ask(image, entry->credential);
    attempts.push_back({entry->origin, entry->key, verdict.answer, verdict.text});
    if (verdict.accepted()) return entry;
    if (not_refused == nullptr && !verdict.refused()) not_refused = entry;
    if (!verdict.reachable()) break;
  }
  return not_refused != nullptr ? not_refused : candidates.front();
}

/// Without a user name the container runtime pulls anonymously, whatever the password.
Login login_of(const keyring::Entry* entry) {
  if (entry == nullptr || entry->credential.username.empty()) return {};
  return {Secret(std::string(entry->credential.username)),
          Secret(std::string(entry->credential.password.reveal()))};
}

std::string in_words(const Report::Image& choice, const image::Reference& image) {
  if (choice.pull_secret.empty())
    return fmt::format("no pull secret matches {}, it is asked for anonymously",
                       image::familiar(image));
  return fmt::format("pull secret {} for {}", choice.pull_secret, image::familiar(image));
}

class Job {
public:
  Job(const handoff::CredentialsTask& task, const Paths& paths, const World& world, Outlet& outlet)
      : m_task(task),
        m_paths(paths),
        m_world(world),
        m_outlet(outlet),
        m_probe(world.connect, world.loop, task.insecure_registries) {}

  void run() {
    m_outlet.frames().progress("reading the pull secrets");
    PullSecrets secrets = load_pull_secrets(m_paths.pull_secrets, m_task.pull_secrets);
    m_report.bad_secrets = std::move(secrets.bad);
    m_report.missing_secrets = std::move(secrets.missing);
    std::vector<const keyring::Entry*> chosen;
    for (const auto& wanted : m_task.images)
      chosen.push_back(choose_for(wanted, secrets.keyring));
    // Only now, so that no credential waits for the registries of the others.
    for (std::size_t index = 0; index < chosen.size(); ++index)
      m_world.deliver(index, m_task.images[index], login_of(chosen[index]));
  }
  [[nodiscard]] const Report& report() const noexcept { return m_report; }

private:
  const keyring::Entry* choose_for(const handoff::CredentialsTask::Image& wanted,
                                   const keyring::Keyring& keyring) {
    const image::Reference image = value_or_throw(image::parse(wanted.reference));
    const image::Reference pulled =
        wanted.mirror.empty() ? image : value_or_throw(image::parse(wanted.mirror));
    const Candidates candidates = keyring.candidates(image);
    Report::Image& told = m_report.images.emplace_back();
    told.reference = wanted.reference;
    told.candidates = static_cast<int>(candidates.size());
    const keyring::Entry* entry = choose(candidates, pulled, m_probe, told.attempts);
    if (entry != nullptr) {
      told.pull_secret = entry->origin;
      told.key = entry->key;
    }
    m_outlet.frames().progress(in_words(told, image));
    return entry;
  }

  const handoff::CredentialsTask& m_task;
  const Paths& m_paths;
  const World& m_world;
  Outlet& m_outlet;
  RegistryProbe m_probe;
  Report m_report;
};

}  // namespace

int run_credentials(const handoff::CredentialsTask& task,
                    const Paths& paths,
                    const World& world,
                    Outlet& outlet) {
  handoff::Ending ending;
  Job job(task, paths, world, outlet);
  try {
    job.run();
  } catch (const Error& error) {
    ending.exit_code = exit_own_error;
    ending.error = error.message();
  }
  outlet.frames().payload(handoff::to_json(job.report()));
  return outlet.finish(std::move(ending)).exit_code;
}

}  // namespace kscan::agent
