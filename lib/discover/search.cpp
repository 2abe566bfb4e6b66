#include "discover/search.hpp"

#include "base/json.hpp"
#include "workload/glob.hpp"
#include "workload/pod_selector.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace kscan::discover {

using nlohmann::json;
using workload::Crowd;
using workload::Owner;
using workload::PodImages;

namespace {

// More of them cost less in one list of all pods.
constexpr std::size_t most_lists = 8;

/// A superset of the pods that the object owns.
std::string pods_below(const json& object, const Type& type) {
  if (!type.builtin) return {};
  // Every Job gives its pods this label; a CronJob has no selector.
  if (type.type.kind == "CronJob") return "batch.kubernetes.io/job-name";
  return workload::pod_selector_of(object);
}

/// Elements of lists do not say what they are.
json with_kind(const json& item, const Type& type) {
  json object = item;
  if (object.is_object() && text_member(object, "kind").empty()) object["kind"] = type.type.kind;
  return object;
}

}  // namespace

bool is_excluded(const Query& query, const std::string& ns) {
  return std::ranges::any_of(query.excluded_namespaces, [&](const std::string& pattern) {
    return workload::matches_glob(pattern, ns);
  });
}

Discovered Search::run() {
  std::visit([this](const auto& request) { ask(request); }, m_query.request);
  m_calls.run();
  check_left_out();
  find_candidates();
  learn();
  return {.pods = taken(), .warnings = warnings()};
}

std::vector<std::string> Search::warnings() const {
  std::vector<std::string> texts = m_climber.warnings();
  for (const auto& [place, left_out] : m_left_out)
    texts.push_back(fmt::format("{} are left out: {}", left_out.type, left_out.error.message()));
  return texts;
}

std::string Search::scope() const {
  return m_query.all_namespaces ? std::string() : m_query.ns;
}

bool Search::is_excluded(const std::string& ns) const {
  return discover::is_excluded(m_query, ns);
}

void Search::ask(const workload::Objects& objects) {
  for (const workload::NamedObject& object : objects.objects)
    for (const Type& type : m_types.named(object.type))
      if (type.is_pod())
        add_pod(type, object.name);
      else
        add_object(type, object.name);
}

void Search::ask(const workload::Types& types) {
  for (const std::string& word : types.types)
    for (const Type& type : m_types.named(word))
      if (!type.is_pod()) {
        add_objects(type);
      } else if (!m_have_all_pods) {
        add_pods(scope(), m_query.selector, m_asked, unless_optional(type));
        m_have_all_pods = m_query.selector.labels.empty() && m_query.selector.fields.empty();
      }
}

void Search::ask(const workload::Namespaces& namespaces) {
  if (namespaces.names.empty()) return add_pods(scope(), m_query.selector, m_asked);
  m_places.add_namespaces(
      m_calls, {namespaces.names.begin(), namespaces.names.end()}, !m_query.ignore_not_found);
  for (const std::string& name : namespaces.names)
    add_pods(name, m_query.selector, m_asked);
}

void Search::ask(const workload::Nodes& nodes) {
  m_places.add_nodes(m_calls, {nodes.names.begin(), nodes.names.end()}, !m_query.ignore_not_found);
  for (const std::string& name : nodes.names) {
    kube::Selector by = m_query.selector;
    by.fields += (by.fields.empty() ? "" : ",") + ("spec.nodeName=" + name);
    add_pods(m_query.ns_given && !m_query.all_namespaces ? m_query.ns : "", by, m_asked);
  }
}

void Search::ask(const workload::Images& images) {
  m_requested = workload::requested_images(images, m_query.ns, m_query.service_account);
}

void Search::add_pod(const Type& type, const std::string& name) {
  m_calls.add([this, type, name](Calls::Over over) {
    return m_api.client.get(
        type.resource(), {m_query.ns, name}, [this, over = std::move(over)](Result<json> pod) {
          if (!pod) return over(unless_ignored(std::move(pod).error()));
          Result<PodImages> images = workload::images_of(*pod);
          if (!images) return over(fail(std::move(images).error()));
          m_asked.add(*std::move(images));
          over({});
        });
  });
}

void Search::add_object(const Type& type, const std::string& name) {
  m_calls.add([this, type, name](Calls::Over over) {
    const ObjectKey key{type.type.namespaced ? m_query.ns : std::string(), name};
    return m_api.client.get(
        type.resource(), key, [this, type, over = std::move(over)](Result<json> object) {
          if (!object) return over(unless_ignored(std::move(object).error()));
          Roots roots;
          take_object(*object, type, roots);
          merge(std::move(roots), type);
          over({});
        });
  });
}

void Search::add_objects(const Type& type) {
  m_calls.add([this, type, verdict = unless_optional(type)](Calls::Over over) {
    const auto part = std::make_shared<Roots>();
    kube::Each each{
        .on_item = [this, type, part](const json& item) { take_object(item, type, *part); },
        .on_restart = [part] { *part = Roots(); }};
    return m_api.client.list(type.resource(),
                             type.type.namespaced ? scope() : std::string(),
                             m_query.selector,
                             std::move(each),
                             [this, type, part, verdict, over = std::move(over)](Result<> listed) {
                               if (!listed) return over(verdict(std::move(listed).error()));
                               merge(std::move(*part), type);
                               over({});
                             });
  });
}

void Search::add_pods(const std::string& ns,
                      const kube::Selector& by,
                      Crowd& into,
                      Verdict verdict) {
  m_calls.add([this, ns, by, &into, verdict = std::move(verdict)](Calls::Over over) {
    const auto part = std::make_shared<Crowd>(m_query.names);
    kube::Each each{.on_item = [this, part](const json& pod) { take_pod(pod, *part); },
                    .on_restart = [this, part] { *part = Crowd(m_query.names); }};
    return m_api.client.list(kube::pods,
                             ns,
                             by,
                             std::move(each),
                             [part, &into, verdict, over = std::move(over)](Result<> listed) {
                               if (!listed) return over(verdict(std::move(listed).error()));
                               into.merge(std::move(*part));
                               over({});
                             });
  });
}

void Search::take_pod(const json& pod, Crowd& into) const {
  Result<PodImages> images = workload::images_of(pod);
  if (images && !is_excluded(images->pod.ns)) into.add(*std::move(images));
}

void Search::take_object(const json& object, const Type& type, Roots& into) const {
  const json& metadata = member(object, "metadata");
  const std::string ns = text_member(metadata, "namespace");
  if (is_excluded(ns)) return;
  into.idle.add(with_kind(object, type), type.builtin ? std::string() : m_query.template_path);
  into.uids.insert(text_member(metadata, "uid"));
  into.selectors[ns].insert(pods_below(object, type));
}

void Search::merge(Roots&& roots, const Type& type) {
  if (!type.builtin && !roots.uids.empty()) m_climb = Climb::far;
  m_roots.idle.merge(std::move(roots.idle));
  m_roots.uids.merge(roots.uids);
  for (auto& [ns, selectors] : roots.selectors)
    m_roots.selectors[ns].merge(selectors);
}

Result<> Search::unless_ignored(Error error) const {
  if (m_query.ignore_not_found && error.code() == Errc::not_found) return {};
  return fail(std::move(error));
}

// A type of somebody else's may be broken in any way.
Search::Verdict Search::unless_optional(const Type& type) {
  if (!type.optional) return [](Error error) -> Result<> { return fail(std::move(error)); };
  return [this, type, place = m_optional++](Error error) -> Result<> {
    const bool hidden = error.code() == Errc::forbidden || error.code() == Errc::not_found;
    if (type.builtin && !hidden) return fail(std::move(error));
    m_left_out.try_emplace(place, LeftOut{kube::name_of(type.resource()), std::move(error)});
    return {};
  };
}

void Search::check_left_out() const {
  if (!m_left_out.empty() && m_left_out.size() == m_optional)
    throw m_left_out.begin()->second.error;
}

void Search::find_candidates() {
  if (m_have_all_pods) return;
  if (m_roots.selectors.size() > most_lists) {
    add_pods("", {}, m_candidates);
  } else {
    for (const auto& [ns, selectors] : m_roots.selectors) {
      const bool all = selectors.contains("") || selectors.size() > most_lists;
      for (const std::string& labels : all ? std::set<std::string>{""} : selectors)
        add_pods(ns, {.labels = labels}, m_candidates);
    }
  }
  m_calls.run();
}

std::set<workload::Controller> Search::controllers() const {
  std::set<workload::Controller> all = m_asked.controllers();
  all.merge(m_candidates.controllers());
  return all;
}

// Owners, nodes and namespaces do not wait for each other; owners of owners must.
void Search::learn() {
  for (const Crowd* crowd : {&m_asked, &m_candidates}) {
    m_places.add_nodes(m_calls, crowd->nodes());
    m_places.add_namespaces(m_calls, crowd->namespaces());
  }
  std::set<std::string> namespaces;
  for (const auto& [ns, selectors] : m_roots.selectors)
    if (!ns.empty()) namespaces.insert(ns);
  m_places.add_namespaces(m_calls, namespaces);
  const std::set<workload::Controller> from = controllers();
  bool higher = m_climber.add_calls(m_calls, from, m_climb);
  m_calls.run();
  while (higher) {
    higher = m_climber.add_calls(m_calls, from, m_climb);
    m_calls.run();
  }
}

std::vector<PodImages> Search::taken() {
  const auto run = [this](const std::vector<Owner>& chain, const PodImages& pod) {
    m_roots.idle.mark(chain, pod);
    return true;
  };
  const auto run_below_a_root = [&](const std::vector<Owner>& chain, const PodImages& pod) {
    return run(chain, pod) && std::ranges::any_of(chain, [this](const Owner& owner) {
             return m_roots.uids.contains(owner.uid);
           });
  };
  std::vector<PodImages> pods = std::move(m_asked).take(m_facts, run);
  std::ranges::move(std::move(m_candidates).take(m_facts, run_below_a_root),
                    std::back_inserter(pods));
  std::ranges::move(std::move(m_requested), std::back_inserter(pods));
  if (m_query.running_only) return pods;
  for (PodImages& idle : std::move(m_roots.idle).take()) {
    if (idle.pod.ns.empty()) continue;  // of an object that is in none: nobody knows where it runs
    if (idle.skip == workload::Skip::none && m_facts.opted_out.contains(idle.pod.ns))
      idle.skip = workload::Skip::opted_out;
    pods.push_back(std::move(idle));
  }
  return pods;
}

}  // namespace kscan::discover
