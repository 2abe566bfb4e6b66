// kubectl-scan-agent shim|credentials JSON [--root DIR]
//
// Runs in the scan pod; what it is told is in handoff/handoff.hpp. --root is for tests: the
// directory that holds the pod's mount points instead of "/".
#include "agent/credentials.hpp"
#include "agent/shim.hpp"
#include "auth/in_cluster.hpp"
#include "http/curl_engine.hpp"
#include "http/proxy.hpp"
#include "io/file.hpp"
#include "kubectl-scan-agent/empty_java_db.hpp"

#include <fmt/format.h>

#include <openssl/crypto.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace kscan {
namespace {

using namespace std::chrono_literals;

struct Arguments {
  std::string_view what;
  std::string_view task;
  std::string_view root = "/";
};

std::optional<Arguments> parse(int argc, char** argv) {
  if (argc == 3) return Arguments{.what = argv[1], .task = argv[2]};
  if (argc == 5 && std::string_view(argv[3]) == "--root")
    return Arguments{.what = argv[1], .task = argv[2], .root = argv[4]};
  return std::nullopt;
}

std::string variable(const std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::string() : value;
}

std::string variable(const char* upper, const char* lower) {
  std::string value = variable(upper);
  return value.empty() ? variable(lower) : value;
}

agent::Connect registries(http::CurlEngine& engine, const agent::Paths& paths) {
  const http::ProxyEnvironment proxies{.http_proxy = variable("HTTP_PROXY", "http_proxy"),
                                       .https_proxy = variable("HTTPS_PROXY", "https_proxy"),
                                       .no_proxy = variable("NO_PROXY", "no_proxy")};
  const std::string ca = io::read_file(paths.registry_ca).value_or(std::string());
  return [&engine, proxies, ca](const std::string& base_url, bool insecure) {
    http::Endpoint endpoint{.base_url = base_url, .extra_ca_pem = ca, .connect_timeout = 10s};
    endpoint.insecure = insecure;
    endpoint.proxy_url = http::proxy_for(base_url, proxies);
    return std::make_unique<http::CurlTransport>(engine, std::move(endpoint));
  };
}

/// The API server, and what becomes of Secrets there.
class SecretStore {
public:
  SecretStore(http::CurlEngine& engine, const agent::Paths& paths)
      : m_transport(engine, endpoint(engine, paths)),
        m_client(m_transport, engine, {.retry = {.attempts = 1}, .request_timeout = 10s}) {}
  [[nodiscard]] kube::Client& client() { return m_client; }

private:
  static http::Endpoint endpoint(http::CurlEngine& engine, const agent::Paths& paths) {
    http::Endpoint server = auth::in_cluster(paths.api,
                                             variable("KUBERNETES_SERVICE_HOST"),
                                             variable("KUBERNETES_SERVICE_PORT"),
                                             engine);
    server.connect_timeout = 10s;
    return server;
  }

  http::CurlTransport m_transport;
  kube::Client m_client;
};

agent::SecretHome home_of(const handoff::CredentialsTask& task, const agent::Paths& paths) {
  return {.ns = task.ns,
          .run_id = task.run_id,
          .pod_name = variable(handoff::env_pod_name),
          .pod_uid = variable(handoff::env_pod_uid),
          .marker_dir = paths.work};
}

int deliver(const handoff::CredentialsTask& task,
            const agent::Paths& paths,
            agent::Outlet& outlet) {
  http::CurlEngine engine;
  agent::World world{.loop = engine,
                     .connect = registries(engine, paths),
                     .deliver = agent::into_memory(paths.credentials)};
  if (agent::is_in_memory(task)) return agent::run_credentials(task, paths, world, outlet);
  SecretStore store(engine, paths);
  world.deliver = agent::as_secrets(store.client(), engine, home_of(task, paths));
  return agent::run_credentials(task, paths, world, outlet);
}

int credentials(const Arguments& arguments, const agent::Paths& paths) {
  // PID 1 has no default action for signals; dying is enough, the pod's owner references clean up.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    ::signal(signal, [](int number) { ::_exit(128 + number); });
  const auto task = value_or_throw(handoff::parse_credentials_task(arguments.task));
  agent::Outlet outlet(task.run_id, STDOUT_FILENO, paths.termination_log);
  try {
    return deliver(task, paths, outlet);
  } catch (const Error& error) {
    return outlet.finish({.exit_code = agent::exit_own_error, .error = error.message()}).exit_code;
  }
}

int shim(const Arguments& arguments, const agent::Paths& paths, char** variables) {
  const auto task = value_or_throw(handoff::parse_shim_task(arguments.task));
  agent::Outlet outlet(task.run_id, STDOUT_FILENO, paths.termination_log);
  return agent::run_shim(
      task, variables, {.paths = paths, .empty_java_db = agent::empty_java_db()}, outlet);
}

int run(int argc, char** argv, char** variables) {
  const std::optional<Arguments> arguments = parse(argc, argv);
  const agent::Paths paths(arguments ? arguments->root : "/");
  try {
    if (arguments && arguments->what == "shim") return shim(*arguments, paths, variables);
    if (arguments && arguments->what == "credentials") return credentials(*arguments, paths);
    throw Error(Errc::usage, "usage: kubectl-scan-agent shim|credentials JSON");
  } catch (const std::exception& error) {
    // No frames: there is no run to frame for, or no log to write to.
    const std::string text = fmt::format("kubectl-scan agent: {}", error.what());
    agent::write_termination_message(paths.termination_log, text);
    std::fputs((text + "\n").c_str(), stderr);
    return agent::exit_own_error;
  }
}

}  // namespace
}  // namespace kscan

int main(int argc, char** argv, char** variables) {
  // No credential in a core dump, and none for the scanner, which has our user id: it can neither
  // trace us nor open what /proc shows of our memory. What we execute starts without this.
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // The scanner has the login in its memory; its working directory is on a disk.
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::signal(SIGPIPE, SIG_IGN);
  // The image we run in is somebody else's, and so is its openssl.cnf.
  ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  return kscan::run(argc, argv, variables);
}
