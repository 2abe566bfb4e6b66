#include "kubectl-scan/run_options.hpp"

#include "kubectl-scan/flag_values.hpp"
#include "manifest/overrides.hpp"
#include "manifest/quantity.hpp"
#include "workload/words.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

namespace kscan::cmd {

using std::chrono::seconds;

namespace {

// Nodes that pull the scanner's image, and a download of the databases.
constexpr seconds before_scan{300};
// Past the pod's own deadline and the Job's, which comes a minute later: then the server has failed
// to act.
constexpr seconds overtime{180};
constexpr std::int64_t most_retries = 10;

/// Stores the value, or the flag's error.
template<typename T> Result<> take(Result<T> value, T& into) {
  if (!value) return fail(value.error());
  into = *std::move(value);
  return {};
}

Result<> check_name(std::string_view flag, const std::string& name) {
  if (name.empty()) return {};
  const Result<> valid = workload::check_name(name);
  return valid ? Result<>() : Result<>(fail(invalid_argument(flag, name, valid.error().message())));
}

Result<> check_variable(std::string_view flag, const std::string& name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const bool valid =
      name.empty() || (is_letter(name.front()) && std::ranges::all_of(name, [&](char c) {
                         return is_letter(c) || (c >= '0' && c <= '9');
                       }));
  if (!valid) return fail(invalid_argument(flag, name, "that is no name of a variable"));
  if (!name.starts_with("KSCAN_") && name != "DOCKER_CONFIG") return {};
  return fail(invalid_argument(flag, name, "kubectl-scan sets that one itself"));
}

Result<> check_url(std::string_view flag,
                   const std::string& url,
                   std::span<const std::string_view> schemes) {
  if (url.empty()) return {};
  const auto scheme =
      std::ranges::find_if(schemes, [&](std::string_view start) { return url.starts_with(start); });
  if (scheme == schemes.end() || url.size() == scheme->size())
    return fail(invalid_argument(flag, url, "a URL is expected, as in http://host:port"));
  // The pod's manifest is no place for a password.
  if (url.find('@') == std::string::npos) return {};
  return fail(
      Error(Errc::usage,
            "invalid argument for \"--" + std::string(flag)
                + "\" flag: it must not hold a login, which whoever may read pods would see")
          .hint("take it from a Secret by --overrides, with env and secretKeyRef"));
}

Result<> check_urls(const RunFlags& flags) {
  constexpr std::array<std::string_view, 3> proxies{"http://", "https://", "socks5://"};
  constexpr std::array<std::string_view, 2> servers{"http://", "https://"};
  if (flags.http_proxy.empty() && !flags.no_proxy.empty())
    return fail(invalid_argument("no-proxy", flags.no_proxy, "it needs --http-proxy"));
  return check_url("http-proxy", flags.http_proxy, proxies).and_then([&] {
    return check_url("server-url", flags.server_url, servers);
  });
}

Result<> check_policy(const std::string& policy) {
  constexpr std::array<std::string_view, 4> policies{"", "Always", "IfNotPresent", "Never"};
  if (std::ranges::find(policies, policy) != policies.end()) return {};
  return fail(invalid_argument(
      "scanner-image-pull-policy", policy, "must be one of Always, IfNotPresent, Never"));
}

Error conflict(std::string_view one, std::string_view other, std::string_view why) {
  return Error(Errc::usage,
               "--" + std::string(one) + " and --" + std::string(other)
                   + " may not be used together: " + std::string(why));
}

/// The database has one place.
Result<> check_database(const RunFlags& flags, const manifest::Settings& settings) {
  const bool java = flags.java_db || !settings.java_db_repository.empty();
  const std::string_view place = !flags.server_url.empty() ? "server-url" : "db-cache-pvc";
  const bool elsewhere = !flags.server_url.empty() || !flags.db_cache_pvc.empty();
  if (!flags.server_url.empty() && !flags.db_cache_pvc.empty())
    return fail(conflict("server-url", "db-cache-pvc", "each of them has the database"));
  if (java && elsewhere)
    return fail(conflict("java-db", place, "the Java database is taken from there as well"));
  if (flags.offline && !elsewhere)
    return fail(Error(Errc::usage, "--offline needs a place that has the vulnerability database")
                    .hint("add --db-cache-pvc NAME, or --server-url URL"));
  return {};
}

Result<> take_scanner(const RunFlags& flags, manifest::Settings& settings) {
  manifest::ScannerKnobs& scanner = settings.scanner;
  const auto no_text = [](const std::string& text) { return text.empty(); };
  if (std::ranges::any_of(flags.scanner_arguments, no_text))
    return fail(invalid_argument("scanner-arg", "", "an argument is expected"));
  scanner.command = flags.scanner_command;
  scanner.arguments = flags.scanner_arguments;
  scanner.server_url = flags.server_url;
  scanner.db_cache_pvc = flags.db_cache_pvc;
  scanner.username_env = flags.username_env;
  scanner.password_env = flags.password_env;
  if (flags.java_db && settings.java_db_repository.empty())
    settings.java_db_repository = default_java_db_repository;
  return check_variable("username-env", flags.username_env)
      .and_then([&] { return check_variable("password-env", flags.password_env); })
      .and_then([&] { return check_name("db-cache-pvc", flags.db_cache_pvc); });
}

double number(const manifest::Texts& quantities, const std::string& name) {
  return manifest::parse_quantity(quantities.at(name)).value_or(0);
}

/// A request above its limit is refused by the API server; where only one of the two was asked for,
/// the other one follows.
Result<> reconcile(const manifest::Texts& asked, manifest::PodKnobs& pod) {
  for (auto& [name, request] : pod.requests) {
    if (!pod.limits.contains(name) || number(pod.requests, name) <= number(pod.limits, name))
      continue;
    if (!asked.contains(name))
      request = pod.limits[name];
    else if (pod.limits == manifest::PodKnobs().limits)
      pod.limits[name] = request;
    else
      return fail(invalid_argument("requests",
                                   name + "=" + request,
                                   "must be less than or equal to " + name + " limit of "
                                       + pod.limits[name]));
  }
  return {};
}

Result<> take_resources(const RunFlags& flags, manifest::PodKnobs& pod) {
  auto requests = parse_quantities("requests", flags.requests);
  if (!requests) return fail(requests.error());
  auto limits = parse_quantities("limits", flags.limits);
  if (!limits) return fail(limits.error());
  for (const auto& [name, value] : *requests)
    pod.requests[name] = value;
  for (const auto& [name, value] : *limits)
    pod.limits[name] = value;
  return reconcile(*requests, pod);
}

Result<> take_tolerations(const RunFlags& flags, manifest::PodKnobs& pod) {
  for (const std::string& value : flags.tolerations) {
    auto toleration = parse_toleration("toleration", value);
    if (!toleration) return fail(toleration.error());
    pod.tolerations.push_back(*std::move(toleration));
  }
  return {};
}

Result<> take_user(const std::string& value, manifest::PodKnobs& pod) {
  if (value.empty()) return {};
  const auto user = parse_integer("run-as-user", value, std::numeric_limits<std::int32_t>::max());
  if (!user) return fail(user.error());
  pod.run_as_user = *user;
  return {};
}

Result<> take_overrides(const std::string& value, manifest::PodKnobs& pod) {
  if (value.empty()) return {};
  if (const auto valid = manifest::check_overrides(value); !valid)
    return fail(
        Error(Errc::usage, "invalid argument for \"--overrides\" flag: " + valid.error().message())
            .hint(R"(as in --overrides '{"spec": {"hostNetwork": true}}')"));
  pod.overrides = value;
  return {};
}

Result<> take_pod(const RunFlags& flags, manifest::PodKnobs& pod) {
  if (!flags.image_pull_policy.empty()) pod.image_pull_policy = flags.image_pull_policy;
  pod.priority_class = flags.priority_class;
  pod.http_proxy = flags.http_proxy;
  pod.no_proxy = flags.no_proxy;
  return check_policy(flags.image_pull_policy)
      .and_then([&] { return check_name("priority-class", flags.priority_class); })
      .and_then([&] { return take_tolerations(flags, pod); })
      .and_then([&] {
        return take(parse_labels("node-selector", flags.node_selector), pod.node_selector);
      })
      .and_then([&] { return take_resources(flags, pod); })
      .and_then([&] { return take(parse_labels("label", flags.labels), pod.labels); })
      .and_then(
          [&] { return take(parse_annotations("annotation", flags.annotations), pod.annotations); })
      .and_then([&] { return take_overrides(flags.overrides, pod); })
      .and_then([&] { return take_user(flags.run_as_user, pod); });
}

// Whoever detaches comes back later.
std::string ttl_of(const RunFlags& flags) {
  if (!flags.ttl.empty()) return flags.ttl;
  return flags.detach ? "24h" : "10m";
}

Result<> take_times(const RunFlags& flags, manifest::Settings& settings, run::Limits& limits) {
  constexpr seconds second{1};
  constexpr seconds day{86400};
  seconds& image = settings.scanner.image_timeout;
  std::int64_t retries = 0;
  const Result<> taken =
      take(parse_duration("timeout", flags.timeout, {}), limits.run)
          .and_then([&] {
            return take(parse_duration("pod-timeout", flags.pod_timeout, {second, day}),
                        limits.pod_start);
          })
          .and_then([&] {
            return take(parse_duration("image-timeout", flags.image_timeout, {second, day}), image);
          })
          .and_then(
              [&] { return take(parse_duration("ttl", ttl_of(flags), {second}), settings.ttl); })
          .and_then(
              [&] { return take(parse_integer("retries", flags.retries, most_retries), retries); });
  if (!taken) return taken;
  limits.retries = static_cast<unsigned>(retries);
  settings.pod_start = limits.pod_start;
  settings.deadline = before_scan + image;
  limits.group_deadline = settings.pod_start + settings.deadline + overtime;
  return {};
}

run::Memory memory_of(const manifest::PodKnobs& pod) {
  run::Memory memory;
  memory.first = pod.limits.at("memory");
  memory.second = manifest::doubled(memory.first);
  memory.advised = manifest::doubled(memory.second);
  return memory;
}

}  // namespace

Result<RunOptions> to_run_options(const RunFlags& flags, manifest::Settings& settings) {
  RunOptions options;
  const Result<> taken = check_urls(flags)
                             .and_then([&] { return check_database(flags, settings); })
                             .and_then([&] { return take_scanner(flags, settings); })
                             .and_then([&] { return take_pod(flags, settings.pod); })
                             .and_then([&] { return take_times(flags, settings, options.limits); });
  if (!taken) return fail(taken.error());
  options.memory = memory_of(settings.pod);
  options.detach = flags.detach;
  settings.detached = flags.detach;
  // Nobody is there to end it; the Jobs have deadlines of their own.
  if (options.detach) options.limits.run = seconds(0);
  return options;
}

}  // namespace kscan::cmd
