//! The cases that every build is asked: drafts and changes of settings by chance, permissions all there are.

use serde_json::json;
use usher_shared::custom_field::{CustomField, FieldOption, Kind};
use usher_shared::form::{EntryPoint, Field, Form, Requirement};
use usher_shared::policy::{Action, Role, Standing, TicketRestriction};
use usher_shared::settings::Settings;
use usher_shared::user::{ContactKind, MOST_IDENTITIES};
use usher_shared::value::{Id, Region};
use usher_verdict::{Case, Typed, Wish, settings};

use crate::chance::Chance;
use crate::texts;

const DRAFTS: usize = 6000;
const SETTINGS: usize = 2000;

pub fn every(seed: u64) -> Vec<Case> {
    let mut chance = Chance::new(seed);
    let mut cases = permissions();
    cases.extend(standings());
    cases.extend((0..SETTINGS).map(|_| Case::Settings { changes: wishes(&mut chance) }));
    cases.extend((0..DRAFTS).map(|_| {
        let form = form(&mut chance);
        let user_fields = form.user_fields.iter().map(|field| texts::user_field(field, &mut chance)).collect();
        Case::Draft { typed: Typed { user_fields, ..typed(&mut chance) }, form }
    }));
    cases
}

/// Some draft: by a careful or a hasty hand, with few fields filled in or with many.
fn typed(chance: &mut Chance) -> Typed {
    let (slips, blanks) = (chance.pick(&[2, 6, 1000]), chance.pick(&[2, 4, 6]));
    let is_typed = |field, chance: &mut Chance| if field == Field::Name { !chance.one_in(12) } else { chance.below(blanks) == 1 };
    let mut text = |field: &Field| is_typed(*field, chance).then(|| texts::text(*field, slips, chance));
    Typed {
        texts: Field::ALL.iter().map(&mut text).collect(),
        organization_id: texts::organization_id(slips, chance),
        more: if chance.one_in(4) {
            (0..chance.pick(&[1, 2, 3, MOST_IDENTITIES + 1])).map(|_| contact(slips, chance)).collect()
        } else {
            Vec::new()
        },
        user_fields: Vec::new(),
    }
}

fn contact(slips: usize, chance: &mut Chance) -> (ContactKind, String) {
    let kind = chance.pick(ContactKind::ALL);
    let field = match kind {
        ContactKind::Email => Field::Email,
        ContactKind::Phone => Field::Phone,
    };
    (kind, texts::text(field, slips, chance))
}

/// A form of an account whose admin has changed what they may.
fn form(chance: &mut Chance) -> Form {
    let settings = settings(&wishes(chance)).unwrap_or_else(|_| Settings::default());
    let kinds: Vec<_> = Kind::ALL.iter().copied().filter(|_| chance.one_in(4)).collect();
    let user_fields = kinds.into_iter().map(|kind| user_field(kind, chance)).collect();
    Form { user_fields, ..settings.form(chance.pick(EntryPoint::ALL)) }
}

/// A field that the account has defined.
fn user_field(kind: Kind, chance: &mut Chance) -> CustomField {
    let option = |value: &str| FieldOption { name: value.to_uppercase(), value: value.into() };
    CustomField {
        key: kind.code().into(),
        kind,
        title: kind.code().to_uppercase(),
        description: String::new(),
        required: chance.one_in(3),
        regexp: (kind == Kind::Regexp).then(|| r"\A[A-Z]{2}-\d+\z".into()),
        options: if kind.has_options() { ["gold", "silver", "tin"].map(option).into() } else { Vec::new() },
    }
}

/// Some changes; about half of these lists are refused.
fn wishes(chance: &mut Chance) -> Vec<Wish> {
    (0..chance.below(8)).map(|_| wish(chance)).collect()
}

fn wish(chance: &mut Chance) -> Wish {
    let text = |path: &str, value: Option<String>| (path.to_owned(), json!(value));
    let entry_point = if chance.one_in(60) { "agnet" } else { chance.pick(EntryPoint::ALL).code() };
    match chance.below(16) {
        0 | 1 => text("default_region", region(chance)),
        2 => text("default_locale", Some(texts::text(Field::Locale, 3, chance))),
        3 => text("default_time_zone", Some(texts::text(Field::TimeZone, 3, chance))),
        4 => ("strict_zendesk_rules".to_owned(), json!(chance.one_in(2))),
        5 | 6 => (format!("entry_points.{entry_point}.contact_required"), json!(chance.one_in(2))),
        _ => {
            let field = if chance.one_in(60) { "emial" } else { chance.pick(Field::ALL).code() };
            let requirement = if chance.one_in(60) { "maybe" } else { chance.pick(Requirement::ALL).code() };
            (format!("entry_points.{entry_point}.fields.{field}"), json!(requirement))
        }
    }
}

fn region(chance: &mut Chance) -> Option<String> {
    let regions: Vec<_> = Region::all().collect();
    match chance.below(10) {
        0..2 => None,
        2 => Some(String::from(chance.pick(&["XX", "", "usa", " gb ", "\u{feff}DE"]))),
        _ => Some(chance.pick(&regions).as_str().to_owned()),
    }
}

/// Everybody, asking for everything, under both rules; who one is must not matter beyond one's standing.
fn permissions() -> Vec<Case> {
    let ids = [None, Some(1), Some(Id::MAX_MADE), Some(i64::MAX)].map(|id| id.and_then(|id| Id::from_number(id).ok()));
    let mut cases = Vec::new();
    for action in 0..Action::every().len() {
        for strict_zendesk_rules in [false, true] {
            for standing in Standing::every() {
                cases.extend(ids.map(|id| Case::Permission { id, standing, action, strict_zendesk_rules }));
            }
        }
    }
    cases
}

fn standings() -> Vec<Case> {
    let restrictions = TicketRestriction::ALL.iter().copied().map(Some).chain([None]);
    let mut cases = Vec::new();
    for restriction in restrictions {
        for role in Role::ALL {
            for role_type in [None, Some(0), Some(1), Some(4), Some(i64::MAX)] {
                for custom in
                    Standing::every().into_iter().filter(|standing| matches!(standing, Standing::Custom(_))).map(Some).chain([None])
                {
                    let standing = |in_good_standing| Case::Standing { role: *role, role_type, restriction, custom, in_good_standing };
                    cases.extend([standing(false), standing(true)]);
                }
            }
        }
    }
    cases
}
