"""Published lists of land cover: complete, and every code on a surface class there is."""

from __future__ import annotations

import tomllib

import pytest

from herne_schwamm.tables import surface_classes, table_texts
from herne_schwamm.tables.land_cover import land_cover_scheme, own_scheme


def words(text: str) -> list[str]:
    return text.split()


URBAN_ATLAS_2018 = words(
    """
    11100 11210 11220 11230 11240 11300 12100 12210 12220 12230 12300 12400 13100 13300 13400
    14100 14200 21000 22000 23000 24000 25000 31000 32000 33000 40000 50000 91000 92000
    """
)
ALKIS_ACTUAL_USE = words(
    """
    41001 41002 41003 41004 41005 41006 41007 41008 41009 41010 42001 42006 42009 42010 42015
    42016 43001 43002 43003 43004 43005 43006 43007 43008 44001 44005 44006 44007
    """
)
UMEP = words(
    """
    1 2 3 4 5 6 7
    """
)
OSM_LANDUSE = words(
    """
    allotments basin brownfield cemetery commercial construction depot education farmland
    farmyard flowerbed forest garages grass greenfield industrial institutional landfill
    meadow military orchard plant_nursery quarry railway recreation_ground religious reservoir
    residential retail village_green vineyard greenhouse_horticulture
    """
)
OSM_NATURAL = words(
    """
    bare_rock beach grassland heath moor mud sand scree scrub shingle shrubbery tree_group
    water wetland wood
    """
)
OSM_LEISURE = words(
    """
    dog_park garden golf_course marina miniature_golf park pitch playground sports_centre
    stadium swimming_pool track water_park
    """
)
SCHEMES = ("surface_classes", "urban_atlas", "alkis", "osm", "umep")


@pytest.mark.parametrize("name", SCHEMES)
def test_every_code_has_a_class_or_says_that_it_has_no_data(name: str) -> None:
    rows = land_cover_scheme(name).rows.values()
    assert rows
    for row in rows:
        assert (row.surface_class in surface_classes()) != row.no_data, row
        assert row.sealing is None or 0.0 <= row.sealing <= 1.0, row
        assert row.label_de and row.label_en, row
        assert not row.canopy or row.surface_class == "forest", row


@pytest.mark.parametrize("name", SCHEMES[1:])
def test_codes_and_spellings_are_unique(name: str) -> None:
    rows = tomllib.loads(table_texts()[f"land_cover_{name}.toml"].decode())["row"]
    spellings = [word for row in rows for word in (row["code"], *row.get("also", ()))]
    assert len(set(spellings)) == len(spellings)


@pytest.mark.parametrize("name", SCHEMES)
def test_lists_name_their_source_and_version(name: str) -> None:
    scheme = land_cover_scheme(name)
    assert scheme.version
    assert "definition of this project" in scheme.source.lower()


@pytest.mark.parametrize(
    ("name", "codes"),
    [("urban_atlas", URBAN_ATLAS_2018), ("alkis", ALKIS_ACTUAL_USE), ("umep", UMEP)],
)
def test_list_has_the_published_codes_and_no_other(name: str, codes: list[str]) -> None:
    assert list(land_cover_scheme(name).rows) == codes


@pytest.mark.parametrize(
    ("key", "values"),
    [("landuse", OSM_LANDUSE), ("natural", OSM_NATURAL), ("leisure", OSM_LEISURE)],
)
def test_openstreetmap_knows_the_main_values(key: str, values: list[str]) -> None:
    scheme = land_cover_scheme("osm")
    for value in values:
        row = scheme.rows[f"{key}={value}"]
        assert scheme.row(value, key) is row
        assert scheme.row(f"{key}={value}") is row
        assert scheme.row(value) is not None


def test_sealing_of_the_urban_atlas_lies_in_its_published_range() -> None:
    ranges = {
        "11100": (0.8, 1.0),
        "11210": (0.5, 0.8),
        "11220": (0.3, 0.5),
        "11230": (0.1, 0.3),
        "11240": (0.0, 0.1),
    }
    rows = land_cover_scheme("urban_atlas").rows
    for code, (low, high) in ranges.items():
        sealing = rows[code].sealing
        assert sealing == pytest.approx((low + high) / 2)


def test_alkis_is_known_by_number_german_name_and_name_of_the_model() -> None:
    scheme = land_cover_scheme("alkis")
    for spelling in ("41001", "Wohnbaufläche", "AX_Wohnbauflaeche"):
        row = scheme.row(spelling, "nutzart")
        assert row is not None
        assert row.code == "41001"


def test_column_of_openstreetmap_tells_the_key() -> None:
    scheme = land_cover_scheme("osm")

    def surface_class(code: str, column: str) -> str | None:
        row = scheme.row(code, column)
        return None if row is None else row.surface_class

    assert surface_class("residential", "landuse") == "settlement"
    assert surface_class("residential", "highway") == "asphalt"
    # The first key of the table where the column names none.
    assert surface_class("residential", "fclass") == "settlement"
    # Any building, but not the word that says there is none.
    assert surface_class("garages", "building") == "roof"
    assert surface_class("building=shed", "tags") == "roof"
    no_building = scheme.row("no", "building")
    assert no_building is not None
    assert no_building.no_data
    assert scheme.row("*") is None
    assert scheme.row("mars_base", "landuse") is None


def test_surface_classes_are_known_by_code_and_name() -> None:
    scheme = land_cover_scheme("surface_classes")
    for row in surface_classes().values():
        for spelling in (str(row.code), row.name):
            found = scheme.row(spelling)
            assert found is not None
            assert found.surface_class == row.name
            assert found.canopy == (row.name == "forest")


def test_own_list_may_have_numbers_for_codes() -> None:
    scheme = own_scheme("mine.toml", {"row": [{"code": 7, "surface_class": "lawn", "also": [8]}]})
    assert list(scheme.rows) == ["7"]
    assert scheme.row("8") is scheme.rows["7"]


def test_mixed_built_up_land_is_settlement_that_drains_to_the_sewer() -> None:
    row = surface_classes()["settlement"]
    assert (row.code, row.sealing, row.sewer_connected) == (13, 0.5, 1.0)
    mixed = {
        "alkis": ["41001", "41002", "41006", "41007", "41010"],
        "urban_atlas": ["11100", "11210", "11220", "11230", "11240", "11300", "12100"],
        "osm": [f"landuse={v}" for v in ("residential", "commercial", "retail", "industrial")],
    }
    for name, codes in mixed.items():
        for code in codes:
            found = land_cover_scheme(name).rows[code]
            assert found.surface_class == "settlement"
            assert found.sealing is not None


# OpenStreetMap Wiki, Map features: the values of each key that an area may have.
OSM_MAP_FEATURES = {
    "landuse": """commercial construction education fairground industrial residential retail
        institutional aquaculture allotments farmland farmyard paddy animal_keeping flowerbed
        forest logging greenhouse_horticulture meadow orchard plant_nursery vineyard basin
        reservoir salt_pond brownfield cemetery depot garages grass greenfield landfill military
        port quarry railway recreation_ground religious village_green winter_sports greenery
        churchyard conservation apiary highway""",
    "natural": """grassland heath scrub shrubbery tree tree_row tree_stump tree_group tundra wood
        fell moor bay beach blowhole cape coastline crevasse geyser glacier hot_spring isthmus mud
        peninsula reef shingle shoal spring strait water wetland arch arete bare_rock blockfield
        cave_entrance cliff dune earth_bank fumarole gully hill peak ridge rock saddle sand scree
        sinkhole stone valley volcano""",
    "leisure": """adult_gaming_centre amusement_arcade bandstand bathing_place beach_resort
        bird_hide bleachers bowling_alley common dance disc_golf_course dog_park escape_game
        firepit fishing fitness_centre fitness_station garden golf_course hackerspace horse_riding
        ice_rink indoor_play marina miniature_golf nature_reserve outdoor_seating park
        picnic_table pitch playground recreation_ground resort sauna slipway sports_centre
        sports_hall stadium summer_camp swimming_area swimming_pool tanning_salon track
        trampoline_park water_park wildlife_hide""",
    "highway": """motorway trunk primary secondary tertiary unclassified residential motorway_link
        trunk_link primary_link secondary_link tertiary_link living_street service pedestrian
        track bus_guideway escape raceway road busway footway bridleway steps corridor path
        via_ferrata cycleway proposed construction crossing elevator emergency_bay
        mini_roundabout passing_place platform rest_area services trailhead turning_circle
        turning_loop bus_stop ladder""",
    "surface": """paved asphalt chipseal concrete concrete:lanes concrete:plates paving_stones
        paving_stones:lanes grass_paver sett unhewn_cobblestone cobblestone
        cobblestone:flattened bricks metal metal_grid wood stepping_stones rubber tiles
        fibre_reinforced_polymer_grate unpaved compacted fine_gravel gravel shells rock
        pebblestone ground dirt earth grass mud sand woodchips snow ice salt clay tartan
        artificial_turf acrylic carpet plastic""",
    "amenity": """bar biergarten cafe fast_food food_court ice_cream pub restaurant college
        dancing_school driving_school first_aid_school kindergarten language_school library
        music_school research_institute school surf_school toy_library traffic_park training
        university bicycle_parking bicycle_repair_station bicycle_rental bicycle_wash boat_rental
        boat_sharing boat_storage bus_station car_rental car_sharing car_wash charging_station
        compressed_air driver_training ferry_terminal fuel grit_bin loading_dock
        motorcycle_parking parking parking_entrance parking_space taxi vehicle_inspection
        weighbridge atm bank bureau_de_change money_transfer payment_centre payment_terminal
        baby_hatch clinic dentist doctors hospital nursing_home pharmacy social_facility
        veterinary arts_centre brothel casino cinema community_centre conference_centre
        events_venue exhibition_centre fountain gambling love_hotel music_venue nightclub
        planetarium public_bookcase social_centre stage stripclub studio swingerclub theatre
        courthouse fire_station police post_box post_depot post_office prison ranger_station
        townhall bbq bench check_in dog_toilet dressing_room drinking_water give_box lounge
        mailroom parcel_locker shelter shower telephone toilets water_point watering_place
        recycling sanitary_dump_station waste_basket waste_disposal waste_transfer_station
        animal_boarding animal_breeding animal_shelter animal_training baking_oven clock
        crematorium dive_centre funeral_hall grave_yard hunting_stand internet_cafe kitchen
        kneipp_water_cure lounger marketplace monastery mortuary photo_booth place_of_mourning
        place_of_worship public_bath refugee_site vending_machine childcare""",
    "tourism": """alpine_hut apartment aquarium artwork attraction camp_pitch camp_site
        caravan_site chalet gallery guest_house hostel hotel information motel museum picnic_site
        theme_park viewpoint wilderness_hut zoo yes""",
    "man_made": """adit antenna beehive breakwater bridge bunker_silo cairn carpet_hanger chimney
        clearcut communications_tower courtyard crane cross cutline dovecote dyke embankment
        flagpole gasometer goods_conveyor groyne guard_stone kiln lighthouse manhole mast maypole
        mineshaft monitoring_station obelisk observatory offshore_platform outfall petroleum_well
        pier pipeline planter pump pumping_station quay reservoir_covered sewer_vent silo
        snow_fence snow_net spoil_heap storage_tank street_cabinet stupa surveillance
        survey_point tailings_pond telescope threshing_floor tower utility_pole
        ventilation_shaft video_wall wastewater_plant water_tank water_tap water_tower water_well
        water_works watermill wildlife_crossing wildlife_opening windmill works""",
    "building": """apartments barracks bungalow cabin detached dormitory farm hotel house
        residential terrace commercial industrial kiosk office retail supermarket warehouse
        church school hospital kindergarten public train_station barn greenhouse stable garage
        garages carport hangar roof shed bunker construction ruins yes no""",
}


@pytest.mark.parametrize("key", OSM_MAP_FEATURES)
def test_every_published_value_of_openstreetmap_has_a_class_or_is_marked(key: str) -> None:
    scheme = land_cover_scheme("osm")
    found = {value: scheme.row(value, key) for value in words(OSM_MAP_FEATURES[key])}
    wrong = [
        value
        for value, row in found.items()
        if row is None or row.code not in (f"{key}={value}", f"{key}=*")
    ]
    assert wrong == []
