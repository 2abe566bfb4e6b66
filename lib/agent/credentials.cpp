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
  for (const keyring::Entry* entry : candidates) {
    const Verdict verdict = probe.ask(image, entry->credential);
    attempts.push_back({entry->origin, entry->key, verdict.answer});
    if (verdict.accepted) return entry;
    if (!verdict.reachable) break;
  }
  return candidates.front();
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
  Job(const handoff::CredentialsTask& task, const Paths& paths, Cluster& cluster, Outlet& outlet)
      : m_task(task),
        m_paths(paths),
        m_cluster(cluster),
        m_outlet(outlet),
        m_probe(cluster.connect, cluster.loop) {}

  void run() {
    m_outlet.frames().progress("reading the pull secrets");
    PullSecrets secrets = load_pull_secrets(m_paths.pull_secrets, m_task.pull_secrets);
    m_report.bad_secrets = std::move(secrets.bad);
    for (const handoff::CredentialsTask::Image& image : m_task.images)
      serve(image, secrets.keyring);
  }
  [[nodiscard]] const Report& report() const noexcept { return m_report; }

private:
  void serve(const handoff::CredentialsTask::Image& wanted, const keyring::Keyring& keyring) {
    const image::Reference image = value_or_throw(image::parse(wanted.reference));
    const Candidates candidates = keyring.candidates(image);
    Report::Image& told = m_report.images.emplace_back();
    told.reference = wanted.reference;
    told.candidates = static_cast<int>(candidates.size());
    const keyring::Entry* entry = choose(candidates, image, m_probe, told.attempts);
    if (entry != nullptr) {
      told.pull_secret = entry->origin;
      told.key = entry->key;
    }
    m_outlet.frames().progress(in_words(told, image));
    create(wanted.secret_name, login_of(entry));
  }

  void create(const std::string& name, const Login& login) {
    Result<> created = create_secret(m_cluster.client,
                                     m_cluster.loop,
                                     {.name = name,
                                      .ns = m_task.ns,
                                      .run_id = m_task.run_id,
                                      .pod_name = m_cluster.pod_name,
                                      .pod_uid = m_cluster.pod_uid},
                                     login,
                                     m_paths.work,
                                     m_cluster.persistence);
    if (!created)
      throw std::move(created).error().because(fmt::format("creating secret \"{}\"", name));
  }

  const handoff::CredentialsTask& m_task;
  const Paths& m_paths;
  Cluster& m_cluster;
  Outlet& m_outlet;
  RegistryProbe m_probe;
  Report m_report;
};

}  // namespace

int run_credentials(const handoff::CredentialsTask& task,
                    const Paths& paths,
                    Cluster& cluster,
                    Outlet& outlet) {
  handoff::Ending ending;
  Job job(task, paths, cluster, outlet);
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
