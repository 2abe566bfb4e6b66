// Lists, watches, follows logs, resolves types: as the plugin does, for tests that need to see it
// alone. The connection is that of $KUBECONFIG.
#include "auth/auth.hpp"
#include "http/curl_engine.hpp"
#include "io/file.hpp"
#include "kube/client.hpp"
#include "kube/discovery.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <span>

namespace {

using namespace kscan;  // NOLINT: a program

constexpr auto usage = R"(usage: api_client [-n NAMESPACE | -A] [--cache-dir DIR] COMMAND
  list TYPE           the number of objects, and this process's peak memory
  watch               pods: a line per change, until it is killed
  log POD CONTAINER   to the container's end
  resolve TYPE...     plural.version.group kind scope
  can-i VERB RESOURCE
)";

struct Arguments {
  std::string ns = {};
  bool all_namespaces = false;
  std::string cache_dir = {};
  std::vector<std::string> words = {};  ///< the command and what follows it
};

Arguments parse(std::span<char*> given) {
  Arguments arguments;
  for (std::size_t i = 1; i < given.size(); ++i) {
    const std::string word = given[i];
    const bool has_value = word == "-n" || word == "--cache-dir";
    if (has_value && i + 1 == given.size()) throw Error(Errc::usage, usage);
    if (word == "-n") {
      arguments.ns = given[++i];
    } else if (word == "--cache-dir") {
      arguments.cache_dir = given[++i];
    } else if (word == "-A") {
      arguments.all_namespaces = true;
    } else {
      arguments.words.push_back(word);
    }
  }
  return arguments;
}

kubeconfig::System host() {
  return {.env = [](const std::string& name) -> std::optional<std::string> {
            const char* value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          },
          .read_file = [](const std::filesystem::path& path) { return io::read_file(path); },
          .cwd = std::filesystem::current_path()};
}

/// VmHWM of this process in KiB.
long peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  return 0;
}

struct Session {
  explicit Session(Arguments with)
      : arguments(std::move(with)),
        resolved(kubeconfig::load(host(), {})),
        server(resolved.cluster.server) {}

  Arguments arguments;
  kubeconfig::Resolved resolved;
  std::string server;
  std::string context_ns = resolved.ns;
  http::CurlEngine engine;
  http::CurlTransport transport{engine, auth::make_endpoint(std::move(resolved), host(), engine)};
  kube::Client client{transport, engine};

  [[nodiscard]] std::string ns() const {
    if (arguments.all_namespaces) return {};
    return arguments.ns.empty() ? context_ns : arguments.ns;
  }
  [[nodiscard]] std::optional<kube::DiscoveryCache> cache() const {
    if (arguments.cache_dir.empty()) return std::nullopt;
    return kube::DiscoveryCache(kube::discovery_directory(arguments.cache_dir, server));
  }
};

int list(Session& session, const std::string& argument) {
  kube::Discovery discovery(session.client, session.engine, session.cache());
  for (const auto& type : discovery.resolve(argument)) {
    std::size_t count = 0;
    kube::Each each{.on_item = [&](const nlohmann::json&) { ++count; },
                    .on_restart = [&] { count = 0; }};
    session.client.list(type.resource(), type.namespaced ? session.ns() : "", {}, each);
    std::cout << type.plural << ' ' << count << '\n';
  }
  std::cout << "peak-memory-kib " << peak_memory() << std::endl;
  return 0;
}

int watch(Session& session) {
  std::optional<Error> lost;
  const auto on_change = [](kube::Change change, const nlohmann::json& object) {
    constexpr std::array words{"added", "modified", "deleted"};
    const auto& metadata = object.at("metadata");
    std::cout << words.at(static_cast<std::size_t>(change)) << ' '
              << metadata.at("name").get<std::string>() << ' '
              << metadata.value("resourceVersion", "") << std::endl;
  };
  const auto ticket = session.client.watch(
      kube::pods, session.ns(), {}, {.on_change = on_change, .on_lost = [&](Error error) {
                                       lost = std::move(error);
                                     }});
  session.engine.run_until([&] { return lost.has_value(); });
  throw std::move(*lost);
}

int log(Session& session, const std::string& pod, const std::string& container) {
  std::optional<Result<>> end;
  const auto ticket = session.client.follow_log(
      {session.ns(), pod},
      container,
      {.on_line = [](std::string_view line) { std::cout << line << std::endl; },
       .on_end = [&](Result<> result) { end = std::move(result); }});
  session.engine.run_until([&] { return end.has_value(); });
  value_or_throw(std::move(*end));
  return 0;
}

int resolve(Session& session, std::span<const std::string> types) {
  kube::Discovery discovery(session.client, session.engine, session.cache());
  for (const auto& argument : types) {
    for (const auto& type : discovery.resolve(argument))
      std::cout << argument << ' ' << type.plural << '.' << type.version << '.' << type.group << ' '
                << type.kind << ' ' << (type.namespaced ? "namespaced" : "cluster") << std::endl;
  }
  return 0;
}

int can_i(Session& session, const std::string& verb, const std::string& resource) {
  const auto permission =
      session.client.can_i({.verb = verb, .resource = resource, .ns = session.ns()});
  std::cout << (permission.allowed ? "yes" : "no") << std::endl;
  return permission.allowed ? 0 : 1;
}

int run(Session& session) {
  const auto& words = session.arguments.words;
  const auto is = [&](std::string_view command, std::size_t size) {
    return !words.empty() && words[0] == command && words.size() == size;
  };
  if (is("list", 2)) return list(session, words[1]);
  if (is("watch", 1)) return watch(session);
  if (is("log", 3)) return log(session, words[1], words[2]);
  if (is("can-i", 3)) return can_i(session, words[1], words[2]);
  if (words.size() > 1 && words[0] == "resolve")
    return resolve(session, std::span(words).subspan(1));
  throw Error(Errc::usage, usage);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Session session(parse({argv, static_cast<std::size_t>(argc)}));
    return run(session);
  } catch (const Error& error) {
    std::cerr << error.message() << '\n';
    if (!error.hint().empty()) std::cerr << "hint: " << error.hint() << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
  return 2;
}
