/* The compiled limit: everything in memory, one thread, no store and no changes.

   Documents are numbered in bands of 0.1 degrees of latitude, then from west to east; those
   without a point come last. A term's holders are one sorted array with the impact of each.
   Words are joined list by list, then every document that is left is looked at once: place,
   filters, facets, score. What an index in files can reach is measured against this. */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define EQUATOR (6378137.0 / 1609.344)
#define FLATTENING (1 / 298.257223563)
#define POLE (EQUATOR * (1 - FLATTENING))
#define BANDS 1800
#define KINDS 4
#define CATEGORIES 256
#define BITS 64
#define MOST_SHOWN 100
#define MOST_FILTERS 8
#define OPEN_BIT 37
#define ARENA (4ULL << 30)
#define STOP_WORD -1
#define NEXT_FIELD -2

enum { CATEGORY = 1, LANGUAGE = 2, COST = 4, PAYER = 8, ACCESS = 16, ELIGIBILITY = 32,
       OPEN = 64, ACCEPTING = 128, AGE = 256 };

typedef struct {
  int32_t docs, pointed, families;
  const int32_t *bands;
  const double *latitude, *longitude, *x, *y, *z;
  const float *quality;
  const int32_t *family, *schedule;
  const uint64_t *bits;
  const uint16_t *kinds;
  const uint8_t *ages;
  const int64_t *term_starts;
  const uint32_t *holders;
  const float *impacts;
  const int64_t *area_starts;
  const uint32_t *area_docs;
  const int64_t *token_starts;
  const int32_t *tokens, *word_stems;
  uint64_t facets[MOST_FILTERS]; /* the bits of each facet, by the filter's number */
} Directory;

typedef struct {
  int32_t has_place, by_distance, shown;
  double latitude, longitude, radius, decay; /* a radius below 0: none */
  double near_weight, serves_weight, served_nearness;
  int32_t groups, at_least, needed;
  const int32_t *plan;
  const float *weights;
  int32_t areas;
  const int32_t *area;
  const float *strengths;
  int32_t filters; /* those that are set */
  uint64_t categories[CATEGORIES / 64], wanted;
  int32_t age;
  const uint8_t *open_at, *open_now;
} Query;

typedef struct {
  int32_t total, shown;
  uint32_t docs[MOST_SHOWN];
  int32_t categories[CATEGORIES], counts[BITS];
} Found;

typedef struct { int32_t size; const uint32_t *docs; const float *scores; const uint8_t *votes; } List;
typedef struct { uint32_t from, to; } Window;
typedef struct { double first, second; uint32_t doc; } Ranked;
typedef struct { uint64_t bits, categories[CATEGORIES / 64]; Ranked best; double miles, score; uint8_t seen, passes; } Family;

static char *arena;
static size_t used;
static Family *families;
static int32_t families_size;
static int32_t *touched;

static void *take(size_t bytes) {
  void *found = arena + used;
  used += (bytes + 63) & ~(size_t)63;
  return found;
}

static int32_t lower(const uint32_t *docs, int32_t from, int32_t to, uint32_t doc) {
  while (from < to) {
    int32_t middle = from + (to - from) / 2;
    if (docs[middle] < doc) from = middle + 1; else to = middle;
  }
  return from;
}

/* The first place from `from` on that is not below doc: strides, then halves. */
static int32_t gallop(const uint32_t *docs, int32_t from, int32_t size, uint32_t doc) {
  int32_t step = 1, to = from;
  while (to < size && docs[to] < doc) { from = to + 1; to += step; step *= 2; }
  return lower(docs, from, to < size ? to : size, doc);
}

/* --- Lists of documents --------------------------------------------------- */

static List whole(const Directory *d, int32_t term) {
  int64_t start = d->term_starts[term];
  List list = { (int32_t)(d->term_starts[term + 1] - start), d->holders + start, d->impacts + start, 0 };
  return list;
}

static List inside(const Directory *d, int32_t term, const Window *windows, int32_t count) {
  List every = whole(d, term), kept = { 0 };
  if (count == 1 && windows->from == 0 && windows->to == (uint32_t)d->docs) return every;
  uint32_t *docs = take(sizeof(uint32_t) * every.size);
  float *scores = take(sizeof(float) * every.size);
  int32_t at = 0, size = 0;
  for (int32_t w = 0; w < count; w++) {
    at = gallop(every.docs, at, every.size, windows[w].from);
    for (; at < every.size && every.docs[at] < windows[w].to; at++) {
      docs[size] = every.docs[at];
      scores[size++] = every.scores[at];
    }
  }
  kept.size = size; kept.docs = docs; kept.scores = scores;
  return kept;
}

/* The documents in both, their scores added; only `a`'s where the list is a mere set. */
static List both(List a, List b) {
  if (a.size > b.size) { List swap = a; a = b; b = swap; }
  uint32_t *docs = take(sizeof(uint32_t) * a.size);
  float *scores = take(sizeof(float) * a.size);
  int32_t at = 0, size = 0;
  for (int32_t i = 0; i < a.size; i++) {
    if (b.size / 8 > a.size) at = gallop(b.docs, at, b.size, a.docs[i]);
    else while (at < b.size && b.docs[at] < a.docs[i]) at++;
    if (at == b.size) break;
    if (b.docs[at] != a.docs[i]) continue;
    docs[size] = a.docs[i];
    scores[size++] = (a.scores ? a.scores[i] : 0) + (b.scores ? b.scores[at] : 0);
  }
  List kept = { size, docs, scores, 0 };
  return kept;
}

/* The documents in either: the better score, or with votes the sum and how many. */
static List either(List a, List b, int with_votes) {
  if (!with_votes && !a.size) return b;
  if (!with_votes && !b.size) return a;
  size_t most = (size_t)a.size + b.size;
  uint32_t *docs = take(sizeof(uint32_t) * most);
  float *scores = take(sizeof(float) * most);
  uint8_t *votes = with_votes ? take(most) : 0;
  int32_t i = 0, j = 0, size = 0;
  while (i < a.size || j < b.size) {
    int has_a = j == b.size || (i < a.size && a.docs[i] <= b.docs[j]);
    int has_b = i == a.size || (j < b.size && b.docs[j] <= a.docs[i]);
    float mine = has_a ? a.scores[i] : 0, other = has_b ? b.scores[j] : 0;
    docs[size] = has_a ? a.docs[i] : b.docs[j];
    scores[size] = with_votes ? mine + other : mine > other ? mine : other;
    if (with_votes) votes[size] = (has_a ? (a.votes ? a.votes[i] : 1) : 0) + (has_b ? (b.votes ? b.votes[j] : 1) : 0);
    size++; i += has_a; j += has_b;
  }
  List kept = { size, docs, scores, votes };
  return kept;
}

static List scaled(List list, float weight) {
  if (weight == 1) return list;
  float *scores = take(sizeof(float) * list.size);
  for (int32_t i = 0; i < list.size; i++) scores[i] = list.scores[i] * weight;
  list.scores = scores;
  return list;
}

/* `a` with the scores of `b` added where it holds the document too. */
static List besides(List a, List b) {
  float *scores = take(sizeof(float) * a.size);
  int32_t at = 0;
  for (int32_t i = 0; i < a.size; i++) {
    at = gallop(b.docs, at, b.size, a.docs[i]);
    scores[i] = a.scores[i] + (at < b.size && b.docs[at] == a.docs[i] ? b.scores[at] : 0);
  }
  a.scores = scores;
  return a;
}

/* --- Words ---------------------------------------------------------------- */

typedef struct { const Directory *d; const Query *q; const Window *windows; int32_t count; const List *served; } Asking;

static List holders(const Asking *asking, int32_t term) {
  if (!asking->served) return inside(asking->d, term, asking->windows, asking->count);
  List every = whole(asking->d, term);
  return both(every, *asking->served);
}

static int is_member(const Directory *d, int32_t word, const int32_t *member) {
  if (word < 0) return 0;
  for (int32_t i = 0; i < member[1]; i++)
    if (d->word_stems[2 * word] == member[2 + i] || d->word_stems[2 * word + 1] == member[2 + i]) return 1;
  return 0;
}

static int says(const Directory *d, uint32_t doc, const int32_t **members, int32_t size) {
  const int32_t *token = d->tokens + d->token_starts[doc], *end = d->tokens + d->token_starts[doc + 1];
  for (; token < end; token++) {
    if (!is_member(d, *token, members[0])) continue;
    int32_t last = members[size - 1][0], good = token + last < end;
    for (int32_t i = 1; good && i <= last; i++) good = token[i] != NEXT_FIELD;
    for (int32_t m = 1; good && m < size; m++) good = is_member(d, token[members[m][0]], members[m]);
    if (good) return 1;
  }
  return 0;
}

static List saying(const Directory *d, List list, const int32_t **members, int32_t size) {
  uint32_t *docs = take(sizeof(uint32_t) * list.size);
  float *scores = take(sizeof(float) * list.size);
  int32_t kept = 0;
  for (int32_t i = 0; i < list.size; i++)
    if (says(d, list.docs[i], members, size)) { docs[kept] = list.docs[i]; scores[kept++] = list.scores[i]; }
  List found = { kept, docs, scores, 0 };
  return found;
}

/* A plan's alternative: is it a phrase, its members; each: offset, how many terms, terms. */
static const int32_t *alternative(const Asking *asking, const int32_t *plan, List *found) {
  int32_t is_phrase = plan[0], size = plan[1];
  const int32_t *members[16], *at = plan + 2;
  List list = { 0 };
  for (int32_t m = 0; m < size; m++) {
    members[m] = at;
    List mine = { 0 };
    for (int32_t t = 0; t < at[1]; t++) mine = either(mine, holders(asking, at[2 + t]), 0);
    list = m ? both(list, mine) : mine;
    at += 2 + at[1];
  }
  *found = is_phrase && size > 1 ? saying(asking->d, list, members, size) : list;
  return at;
}

static int by_size(const void *a, const void *b) { return ((const List *)a)->size - ((const List *)b)->size; }

static List at_least(List list, int32_t least) {
  uint32_t *docs = take(sizeof(uint32_t) * list.size);
  float *scores = take(sizeof(float) * list.size);
  int32_t kept = 0;
  for (int32_t i = 0; i < list.size; i++)
    if ((list.votes ? list.votes[i] : 1) >= least) { docs[kept] = list.docs[i]; scores[kept++] = list.scores[i]; }
  List found = { kept, docs, scores, 0 };
  return found;
}

static List everyone(const Asking *asking) {
  size_t most = 0;
  if (asking->served) most = asking->served->size;
  else for (int32_t w = 0; w < asking->count; w++) most += asking->windows[w].to - asking->windows[w].from;
  float *scores = take(sizeof(float) * most);
  for (size_t i = 0; i < most; i++) scores[i] = 1;
  uint32_t *docs = take(sizeof(uint32_t) * most);
  int32_t size = 0;
  if (asking->served) { memcpy(docs, asking->served->docs, sizeof(uint32_t) * most); size = most; }
  else for (int32_t w = 0; w < asking->count; w++)
    for (uint32_t doc = asking->windows[w].from; doc < asking->windows[w].to; doc++) docs[size++] = doc;
  List found = { size, docs, scores, 0 };
  return found;
}

static List worded(const Asking *asking) {
  const Query *q = asking->q;
  const int32_t *plan = q->plan;
  const float *weight = q->weights;
  List needed[32], wishes[32], list = { 0 };
  int32_t needs = 0, extras = 0;
  for (int32_t g = 0; g < q->groups; g++) {
    int32_t is_needed = plan[0], alternatives = plan[1];
    List group = { 0 }, one;
    plan += 2;
    for (int32_t a = 0; a < alternatives; a++) {
      plan = alternative(asking, plan, &one);
      group = either(group, scaled(one, *weight++), 0);
    }
    if (is_needed) needed[needs++] = group; else wishes[extras++] = group;
  }
  if (!needs) list = everyone(asking);
  else if (q->at_least >= needs) {
    qsort(needed, needs, sizeof(List), by_size);
    list = needed[0];
    for (int32_t g = 1; g < needs; g++) list = both(list, needed[g]);
  } else {
    list = needed[0];
    for (int32_t g = 1; g < needs; g++) list = either(list, needed[g], 1);
    list = at_least(list, q->at_least);
  }
  for (int32_t g = 0; g < extras; g++) list = besides(list, wishes[g]);
  return list;
}

/* --- Places --------------------------------------------------------------- */

static double rough(const Directory *d, uint32_t doc, const double *here) {
  double x = d->x[doc] - here[0], y = d->y[doc] - here[1], z = (1 - FLATTENING) * (d->z[doc] - here[2]);
  double chord = x * x + y * y + z * z;
  return sqrt(chord) * EQUATOR * (1 + chord * (1 / 24.0 + chord * (3 / 640.0)));
}

/* T. Vincenty, Direct and Inverse Solutions of Geodesics on the Ellipsoid (1975). */
static double exact(double lat1, double lon1, double lat2, double lon2) {
  double turn = remainder(lon2 - lon1, 360) * M_PI / 180, l = turn;
  double u1 = atan((1 - FLATTENING) * tan(lat1 * M_PI / 180)), u2 = atan((1 - FLATTENING) * tan(lat2 * M_PI / 180));
  double s1 = sin(u1), c1 = cos(u1), s2 = sin(u2), c2 = cos(u2), sine = 0, cosine = 1, angle = 0, steep = 1, middle = 0;
  for (int i = 0; i < 50; i++) {
    double sl = sin(l), cl = cos(l);
    sine = hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sine == 0) return 0;
    cosine = s1 * s2 + c1 * c2 * cl;
    angle = atan2(sine, cosine);
    double azimuth = c1 * c2 * sl / sine;
    steep = 1 - azimuth * azimuth;
    middle = steep > 1e-15 ? cosine - 2 * s1 * s2 / steep : 0;
    double c = FLATTENING / 16 * steep * (4 + FLATTENING * (4 - 3 * steep)), before = l;
    l = turn + (1 - c) * FLATTENING * azimuth * (angle + c * sine * (middle + c * cosine * (2 * middle * middle - 1)));
    if (fabs(l - before) < 1e-12) break;
  }
  double u = steep * (EQUATOR * EQUATOR - POLE * POLE) / (POLE * POLE);
  double a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u))), b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)));
  double bend = b * sine * (middle + b / 4 * (cosine * (2 * middle * middle - 1) - b / 6 * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3)));
  return POLE * a * (angle - bend);
}

static uint32_t east(const Directory *d, int32_t band, double longitude) {
  int32_t from = d->bands[band], to = d->bands[band + 1];
  while (from < to) {
    int32_t middle = from + (to - from) / 2;
    if (d->longitude[middle] < longitude) from = middle + 1; else to = middle;
  }
  return from;
}

/* The runs of numbers that hold everything within the radius, and a little more. */
static int32_t windows_of(const Directory *d, const Query *q, Window *windows) {
  if (!q->has_place) { windows[0].from = 0; windows[0].to = d->docs; return 1; }
  if (q->radius < 0) { windows[0].from = 0; windows[0].to = d->pointed; return 1; }
  double up = q->radius / 68.6 + 1e-6, angle = q->radius / 3940, wide = 360;
  if (fabs(q->latitude) + up < 89) wide = asin(fmin(1, sin(angle) / cos(q->latitude * M_PI / 180))) * 180 / M_PI * 1.001;
  int is_round = q->longitude - wide < -180 || q->longitude + wide > 180;
  int32_t first = (int32_t)floor((q->latitude - up + 90) * 10), last = (int32_t)floor((q->latitude + up + 90) * 10), count = 0;
  for (int32_t band = first < 0 ? 0 : first; band <= last && band < BANDS; band++) {
    uint32_t from = is_round ? (uint32_t)d->bands[band] : east(d, band, q->longitude - wide);
    uint32_t to = is_round ? (uint32_t)d->bands[band + 1] : east(d, band, q->longitude + wide);
    if (from < to) { windows[count].from = from; windows[count++].to = to; }
  }
  return count;
}

/* The documents that serve the place, with the strength of their best area. */
static List served(const Directory *d, const Query *q) {
  List all = { 0 };
  for (int32_t a = 0; a < q->areas; a++) {
    int64_t start = d->area_starts[q->area[a]];
    int32_t size = (int32_t)(d->area_starts[q->area[a] + 1] - start);
    float *scores = take(sizeof(float) * size);
    for (int32_t i = 0; i < size; i++) scores[i] = q->strengths[a];
    List mine = { size, d->area_docs + start, scores, 0 };
    all = either(all, mine, 0);
  }
  return all;
}

static List outside(List list, const Window *windows, int32_t count) {
  uint32_t *docs = take(sizeof(uint32_t) * list.size);
  int32_t w = 0, kept = 0;
  for (int32_t i = 0; i < list.size; i++) {
    while (w < count && windows[w].to <= list.docs[i]) w++;
    if (w == count || list.docs[i] < windows[w].from) docs[kept++] = list.docs[i];
  }
  List found = { kept, docs, 0, 0 };
  return found;
}

/* --- Answers -------------------------------------------------------------- */

static int is_before(const Ranked *a, const Ranked *b) {
  if (a->first != b->first) return a->first < b->first;
  if (a->second != b->second) return a->second < b->second;
  return a->doc < b->doc;
}

static int32_t rank(Ranked *best, int32_t size, int32_t most, Ranked one) {
  if (size == most && !is_before(&one, &best[size - 1])) return size;
  int32_t at = size < most ? size : most - 1;
  for (; at > 0 && is_before(&one, &best[at - 1]); at--) best[at] = best[at - 1];
  best[at] = one;
  return size < most ? size + 1 : size;
}

static int32_t failing(const Directory *d, const Query *q, uint32_t doc, uint64_t bits) {
  int32_t set = q->filters, failed = 0;
  uint64_t has = bits & q->wanted;
  if (set & CATEGORY) {
    int good = 0;
    for (int k = 0; k < KINDS; k++) {
      uint16_t kind = d->kinds[KINDS * doc + k];
      good |= kind < CATEGORIES && q->categories[kind / 64] >> (kind % 64) & 1;
    }
    if (!good) failed |= CATEGORY;
  }
  if (set & LANGUAGE && !(has & d->facets[1])) failed |= LANGUAGE;
  if (set & COST && !(has & d->facets[2])) failed |= COST;
  if (set & PAYER && !(has & d->facets[3])) failed |= PAYER;
  if (set & ACCESS && (has & d->facets[4]) != (q->wanted & d->facets[4])) failed |= ACCESS;
  if (set & ELIGIBILITY && !(has & d->facets[5])) failed |= ELIGIBILITY;
  if (set & OPEN && !(d->schedule[doc] >= 0 && q->open_at[d->schedule[doc]])) failed |= OPEN;
  if (set & ACCEPTING && !(bits & d->facets[7])) failed |= ACCEPTING;
  if (set & AGE && !(d->ages[2 * doc] <= q->age && q->age <= d->ages[2 * doc + 1])) failed |= AGE;
  return failed;
}

static void count(Found *found, uint64_t bits) {
  for (; bits; bits &= bits - 1) found->counts[__builtin_ctzll(bits)]++;
}

static void see(const Directory *d, const Query *q, List list, List area, const double *here, Found *found, Ranked *best, int32_t *touches) {
  int32_t at = 0;
  for (int32_t i = 0; i < list.size; i++) {
    uint32_t doc = list.docs[i];
    double miles = INFINITY, serves = 0, near = 0;
    if (q->has_place) {
      at = gallop(area.docs, at, area.size, doc);
      if (at < area.size && area.docs[at] == doc) serves = area.scores[at];
      int has_point = doc < (uint32_t)d->pointed, is_inside = has_point && q->radius < 0;
      if (has_point) {
        miles = rough(d, doc, here);
        if (q->radius >= 0) {
          if (fabs(miles - q->radius) <= q->radius * 5e-5 + 1e-6) miles = exact(q->latitude, q->longitude, d->latitude[doc], d->longitude[doc]);
          is_inside = miles <= q->radius;
        }
      }
      if (!is_inside && !serves) continue;
    }
    uint64_t bits = d->bits[doc];
    if (d->schedule[doc] >= 0 && q->open_now[d->schedule[doc]]) bits |= 1ULL << OPEN_BIT;
    int32_t failed = failing(d, q, doc, bits);
    if (failed & (failed - 1) || failed == AGE) continue;
    int with_kinds = !failed || failed == CATEGORY;
    uint64_t counted = failed ? bits & d->facets[__builtin_ctz(failed)] : bits;
    Ranked one = { 0, 0, doc };
    double score = 0;
    if (!failed) {
      if (miles < INFINITY) near = exp(-miles / q->decay);
      if (serves && near < q->served_nearness) near = q->served_nearness;
      score = sqrt(list.scores[i]) * (d->quality[doc] + q->near_weight * near + q->serves_weight * serves);
      one.first = q->by_distance ? miles : -score;
      one.second = q->by_distance ? -score : miles;
    }
    if (d->family[doc] < 0) {
      count(found, counted);
      if (with_kinds) for (int k = 0; k < KINDS; k++) if (d->kinds[KINDS * doc + k] < CATEGORIES) found->categories[d->kinds[KINDS * doc + k]]++;
      if (!failed) { found->total++; found->shown = rank(best, found->shown, q->shown, one); }
      continue;
    }
    Family *family = families + d->family[doc];
    if (!family->seen) { memset(family, 0, sizeof *family); family->seen = 1; touched[(*touches)++] = d->family[doc]; }
    family->bits |= counted;
    if (with_kinds) for (int k = 0; k < KINDS; k++) { uint16_t kind = d->kinds[KINDS * doc + k]; if (kind < CATEGORIES) family->categories[kind / 64] |= 1ULL << (kind % 64); }
    if (failed) continue;
    /* A service stands at its nearest location, and among equals at its best. */
    if (!family->passes || miles < family->miles || (miles == family->miles && score > family->score)) { family->best = one; family->miles = miles; family->score = score; }
    family->passes = 1;
  }
}

int search(const Directory *d, const Query *q, Found *found) {
  if (!arena) arena = mmap(0, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (families_size < d->families) {
    families = realloc(families, sizeof(Family) * d->families);
    touched = realloc(touched, sizeof(int32_t) * d->families);
    memset(families, 0, sizeof(Family) * d->families);
    families_size = d->families;
  }
  used = 0;
  memset(found, 0, sizeof *found);
  Ranked best[MOST_SHOWN];
  int32_t touches = 0;
  Window windows[BANDS];
  double here[3] = { 0 }, turn = q->longitude * M_PI / 180, beta = atan((1 - FLATTENING) * tan(q->latitude * M_PI / 180));
  here[0] = cos(beta) * cos(turn); here[1] = cos(beta) * sin(turn); here[2] = sin(beta);
  int32_t size = windows_of(d, q, windows);
  Asking asking = { d, q, windows, size, 0 };
  List area = { 0 };
  if (q->has_place) area = served(d, q);
  see(d, q, worded(&asking), area, here, found, best, &touches);
  if (q->has_place) {
    List elsewhere = outside(area, windows, size);
    asking.served = &elsewhere;
    see(d, q, worded(&asking), area, here, found, best, &touches);
  }
  for (int32_t t = 0; t < touches; t++) {
    Family *family = families + touched[t];
    count(found, family->bits);
    for (int k = 0; k < CATEGORIES / 64; k++)
      for (uint64_t bits = family->categories[k]; bits; bits &= bits - 1) found->categories[64 * k + __builtin_ctzll(bits)]++;
    if (family->passes) { found->total++; found->shown = rank(best, found->shown, q->shown, family->best); }
    family->seen = 0;
  }
  for (int32_t i = 0; i < found->shown; i++) found->docs[i] = best[i].doc;
  return found->total;
}

/* --- Spelling ------------------------------------------------------------- */

/* Optimal string alignment; more than `most`: any number above it. */
static int alike(const char *a, int m, const char *b, int n, int most) {
  int rows[3][64];
  for (int j = 0; j <= n; j++) rows[0][j] = j;
  for (int i = 1; i <= m; i++) {
    int *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3], least = now[0] = i;
    for (int j = 1; j <= n; j++) {
      int best = before[j - 1] + (a[i - 1] != b[j - 1]);
      if (before[j] + 1 < best) best = before[j] + 1;
      if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < best) best = earlier[j - 2] + 1;
      now[j] = best;
      if (best < least) least = best;
    }
    if (least > most) return most + 1;
  }
  return rows[m % 3][n];
}

/* The words of at most 40 letters that are near one; returns how many. */
int spell(const char *word, int length, int most, int words, const char *letters, const uint8_t *lengths, const uint32_t *masks, uint32_t mask, int32_t *near, uint8_t *distances) {
  int found = 0;
  for (int w = 0; w < words; w++) {
    if (abs(lengths[w] - length) > most || __builtin_popcount(masks[w] ^ mask) > 2 * most) continue;
    int distance = alike(word, length, letters + 40 * w, lengths[w], most);
    if (distance > most) continue;
    near[found] = w;
    distances[found++] = (uint8_t)distance;
  }
  return found;
}
